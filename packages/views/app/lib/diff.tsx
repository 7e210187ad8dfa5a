import type { ComponentChild, VNode } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { coloured, languageOf } from './colours.tsx';
import { sideBySide, type FileDiff, type Hunk, type Line } from './patch.ts';

export type Layout = 'unified' | 'split';

export interface DiffProps {
  files: readonly FileDiff[];
  layout: Layout;
  /** A button for each hunk. */
  hunkAction?: { label: string; run(file: FileDiff, hunk: Hunk): void } | undefined;
  /** Makes line numbers buttons. */
  lineAction?: { label: string; can(line: Line): boolean; run(file: FileDiff, line: Line): void } | undefined;
  /** Keys of lines that are marked, by `lineKey`. */
  picked?: ReadonlySet<string>;
  /** What is shown below a line, such as comments. */
  below?: ((file: FileDiff, line: Line) => ComponentChild) | undefined;
}

export const lineKey = ({ path }: Pick<FileDiff, 'path'>, { kind, old, now }: Line): string =>
  `${kind === '-' ? `-${old}` : `+${now}`} ${path}`;

/** Lines that are drawn at a time: the first ones with the first paint, the others after it, so that a long diff shows immediately. */
const chunkSize = 120;

/** Changed files, each of which can be collapsed. */
export function Diff(props: DiffProps): VNode {
  const { files, layout, hunkAction, lineAction, picked, below } = props;
  const total = useMemo(() => chunksIn(files), [files]);
  const [drawn, setDrawn] = useState(1);
  const colours = drawn > total;
  // One step more than there are chunks: colors come last.
  useEffect(() => {
    if (drawn > total) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + 1), 10);
    return () => clearTimeout(timer);
  }, [drawn, total]);
  const latest = useRef(props);
  latest.current = props;
  // Rows keep these handlers, so that a click draws only what it changes.
  const handlers = useMemo(
    (): Handlers => ({
      line: (file, line) => latest.current.lineAction?.run(file, line),
      can: (line) => latest.current.lineAction?.can(line) === true,
      below: (file, line) => latest.current.below?.(file, line),
    }),
    [],
  );
  let left = drawn;
  return (
    <>
      {files.map((file, index) => {
        const language = colours ? languageOf(file.path) : undefined;
        return (
          <details key={`${index} ${file.path}`} open>
            <summary>
              <strong>{file.path}</strong> <span class="plus">+{file.added}</span>{' '}
              <span class="minus">-{file.removed}</span>
            </summary>
            {file.notes.length > 0 && <pre class="note">{file.notes.join('\n')}</pre>}
            {file.hunks.length > 0 && (
              <div class="scroll" tabIndex={0} role="region" aria-label={`Changes of ${file.path}`}>
                <table class="diff">
                  <colgroup>
                    <col style={{ width: '4.5em' }} />
                    {layout === 'split' ? <col style={{ width: '50%' }} /> : undefined}
                    <col style={{ width: '4.5em' }} />
                    <col />
                  </colgroup>
                  {file.hunks.map((hunk, at) => [
                    <HunkHead key={`head ${at}`} file={file} hunk={hunk} layout={layout} action={hunkAction} />,
                    ...chunksOf(hunk).map((lines, part) =>
                      left-- > 0 ? (
                        <Chunk
                          key={`${at} ${part}`}
                          file={file}
                          lines={lines}
                          layout={layout}
                          language={language}
                          label={lineAction?.label}
                          marks={lines.map((line) => (picked?.has(lineKey(file, line)) === true ? '1' : '0')).join('')}
                          talk={below}
                          handlers={handlers}
                        />
                      ) : null,
                    ),
                  ])}
                </table>
              </div>
            )}
          </details>
        );
      })}
    </>
  );
}

interface Handlers {
  line(file: FileDiff, line: Line): void;
  can(line: Line): boolean;
  below(file: FileDiff, line: Line): ComponentChild;
}

const chunks = new WeakMap<Hunk, Line[][]>();

function chunksOf(hunk: Hunk): Line[][] {
  let found = chunks.get(hunk);
  if (found === undefined) {
    found = [];
    for (let at = 0; at < hunk.lines.length; at += chunkSize) found.push(hunk.lines.slice(at, at + chunkSize));
    chunks.set(hunk, found);
  }
  return found;
}

const chunksIn = (files: readonly FileDiff[]): number =>
  files.reduce((sum, { hunks }) => sum + hunks.reduce((inner, hunk) => inner + chunksOf(hunk).length, 0), 0);

function HunkHead({
  file,
  hunk,
  layout,
  action,
}: Pick<DiffProps, 'layout'> & { file: FileDiff; hunk: Hunk; action: DiffProps['hunkAction'] }): VNode {
  return (
    <tbody>
      <tr class="hunk">
        <td colSpan={layout === 'split' ? 4 : 3}>
          {hunk.header}{' '}
          {action !== undefined && (
            <button type="button" onClick={() => action.run(file, hunk)}>
              {action.label}
            </button>
          )}
        </td>
      </tr>
    </tbody>
  );
}

interface ChunkProps {
  file: FileDiff;
  lines: readonly Line[];
  layout: Layout;
  language: string | undefined;
  /** The label of line numbers that are buttons. */
  label: string | undefined;
  /** For each line whether it is picked. */
  marks: string;
  /** Changes when what is shown below lines does. */
  talk: unknown;
  handlers: Handlers;
}

/** Lines that are drawn again only if something about them changed. */
const Chunk = memo(function Chunk({ lines, layout, marks, ...parts }: ChunkProps): VNode {
  const picked = new Set(lines.filter((_, index) => marks[index] === '1'));
  return (
    <tbody>
      {layout === 'split'
        ? sideBySide(lines).map(([left, right], index) => (
            <SplitRow key={index} left={left} right={right} picked={picked} {...parts} />
          ))
        : lines.map((line, index) => <UnifiedRow key={index} line={line} picked={picked} {...parts} />)}
    </tbody>
  );
});

type RowParts = Pick<ChunkProps, 'file' | 'language' | 'label' | 'handlers'> & { picked: ReadonlySet<Line> };

const kindClass = { '+': 'add', '-': 'del', ' ': '', '\\': 'note' };
const kindName = { '+': 'added ', '-': 'removed ', ' ': '', '\\': '' };

function UnifiedRow({ line, ...parts }: RowParts & { line: Line }): VNode {
  const isPicked = parts.picked.has(line);
  return (
    <>
      <tr class={`${kindClass[line.kind]}${isPicked ? ' picked' : ''}`}>
        <td class="at">{line.kind === '-' ? <LineNumber line={line} isPicked={isPicked} {...parts} /> : line.old}</td>
        <td class="at">{line.kind === '-' ? '' : <LineNumber line={line} isPicked={isPicked} {...parts} />}</td>
        <td>
          <span aria-hidden="true">{line.kind}</span>
          {coloured(line.text, parts.language)}
        </td>
      </tr>
      <Below line={line} span={3} {...parts} />
    </>
  );
}

function SplitRow({ left, right, ...parts }: RowParts & { left: Line | undefined; right: Line | undefined }): VNode {
  const half = (line: Line | undefined, side: 'old' | 'now') => {
    if (line === undefined) return [<td key={`${side}-at`} class="at" />, <td key={side} />];
    const isPicked = parts.picked.has(line);
    const hasButton = side === 'now' ? line.kind !== '-' : line.kind === '-';
    const look = line.kind === ' ' ? '' : kindClass[line.kind];
    return [
      <td key={`${side}-at`} class="at">
        {hasButton ? <LineNumber line={line} isPicked={isPicked} {...parts} /> : line[side]}
      </td>,
      <td key={side} class={look}>
        {coloured(line.text, parts.language)}
      </td>,
    ];
  };
  return (
    <>
      <tr class={[left, right].some((line) => line !== undefined && parts.picked.has(line)) ? 'picked' : ''}>
        {half(left, 'old')}
        {half(right, 'now')}
      </tr>
      {left !== undefined && left !== right && <Below line={left} span={4} {...parts} />}
      {right !== undefined && <Below line={right} span={4} {...parts} />}
    </>
  );
}

function LineNumber({
  line,
  file,
  label,
  handlers,
  isPicked,
}: Pick<RowParts, 'file' | 'label' | 'handlers'> & { line: Line; isPicked: boolean }): VNode {
  const number = line.kind === '-' ? line.old : line.now;
  if (label === undefined || !handlers.can(line)) return <>{number}</>;
  return (
    <button
      type="button"
      class="plain"
      aria-label={`${label} ${kindName[line.kind]}line ${number}`}
      aria-pressed={isPicked}
      onClick={() => handlers.line(file, line)}
    >
      {number}
    </button>
  );
}

function Below({
  line,
  span,
  file,
  handlers,
}: Pick<RowParts, 'file' | 'handlers'> & { line: Line; span: number }): VNode | null {
  const content = handlers.below(file, line);
  if (content === undefined || content === null) return null;
  return (
    <tr class="talk">
      <td colSpan={span}>{content}</td>
    </tr>
  );
}

/** The switch between the two layouts. */
export function LayoutSwitch({ layout, set }: { layout: Layout; set(layout: Layout): void }): VNode {
  return (
    <span role="group" aria-label="Layout">
      <button type="button" aria-pressed={layout === 'unified'} onClick={() => set('unified')}>
        Unified
      </button>{' '}
      <button type="button" aria-pressed={layout === 'split'} onClick={() => set('split')}>
        Side by side
      </button>
    </span>
  );
}
