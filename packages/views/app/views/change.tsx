import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Approval } from '../lib/approval.tsx';
import type { Answer, Host } from '../lib/connection.ts';
import { Diff, LayoutSwitch, type Layout } from '../lib/diff.tsx';
import type { ViewProps } from '../lib/page.tsx';
import { parsePatch } from '../lib/patch.ts';

interface EditData {
  path: string;
  added: number;
  removed: number;
  dryRun: boolean;
  diff: string;
}

/** An edit of a file: the lines before and after, and a button that makes it. */
export function EditView({ data, input, host }: ViewProps<EditData>): VNode {
  const [now, setNow] = useState(data);
  const [layout, setLayout] = useState<Layout>('split');
  const files = useMemo(() => parsePatch(now.diff).map((file) => ({ ...file, path: now.path })), [now]);
  return (
    <>
      <h1>
        {now.dryRun ? 'Would edit' : 'Edited'} {now.path}: <span class="plus">+{now.added}</span>{' '}
        <span class="minus">-{now.removed}</span>
      </h1>
      <div class="bar">
        <LayoutSwitch layout={layout} set={setLayout} />
      </div>
      <Diff files={files} layout={layout} />
      <Apply
        isDone={!now.dryRun}
        host={host}
        tool="edit_file"
        args={{ ...input, dryRun: false }}
        label="Apply this edit"
        done={(answer) => setNow((answer.data as EditData | undefined) ?? { ...now, dryRun: false })}
      />
    </>
  );
}

interface ReplacementData {
  path: string;
  replacements: number;
  files: number;
  dryRun: boolean;
  lines: readonly string[];
}

/** Replacements in files: counts or lines, and a button that makes them. */
export function ReplacementView({ data, input, host }: ViewProps<ReplacementData>): VNode {
  const [now, setNow] = useState(data);
  const [status, setStatus] = useState('');
  const files = useMemo(() => parsePatch(now.lines.join('\n')), [now]);
  const showLines = async () => {
    const answer = await host.call('replace_text', { ...input, dryRun: true, diff: true });
    if (answer.isError || answer.data === undefined) return setStatus(answer.text);
    setNow(answer.data as unknown as ReplacementData);
  };
  const what = `${now.replacements} ${now.replacements === 1 ? 'replacement' : 'replacements'} in ${now.files} ${now.files === 1 ? 'file' : 'files'}`;
  return (
    <>
      <h1>
        {now.dryRun ? 'Would make' : 'Made'} {what}
      </h1>
      {now.dryRun && files.length === 0 && now.replacements > 0 && (
        <div class="bar">
          <button type="button" onClick={() => void showLines()}>
            Show the lines
          </button>
          <span class="note" role="status">
            {status}
          </span>
        </div>
      )}
      {files.length > 0 ? <Diff files={files} layout="unified" /> : <pre>{now.lines.join('\n')}</pre>}
      {now.replacements > 0 && (
        <Apply
          isDone={!now.dryRun}
          host={host}
          tool="replace_text"
          args={{ ...input, dryRun: false }}
          label={`Make ${what}`}
          done={(answer) => setNow((answer.data as ReplacementData | undefined) ?? { ...now, dryRun: false })}
        />
      )}
    </>
  );
}

interface EffectData {
  outcome: string;
  statements: number;
  rows: number;
  report: readonly string[];
  reasons: readonly string[];
}

/** The effect of SQL statements: rows before and after, and a button that runs them. */
export function EffectView({ data, input, tool, host }: ViewProps<EffectData>): VNode {
  const [now, setNow] = useState(data);
  const isDryRun = now.outcome === 'dry run';
  return (
    <>
      <h1>
        {now.rows} {now.rows === 1 ? 'row' : 'rows'} {isDryRun ? 'would change' : 'changed'}
      </h1>
      {typeof input['sql'] === 'string' && (
        <details>
          <summary>
            {now.statements} {now.statements === 1 ? 'statement' : 'statements'}
          </summary>
          <pre>{input['sql']}</pre>
        </details>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label="Changes by table">
        <table class="diff">
          <tbody>
            {now.report.map((line, index) => (
              <tr key={index} class={lookOf(line)}>
                <td>{line}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isDryRun && now.reasons.length > 0 && <p class="note">Needs your approval: {now.reasons.join('; ')}</p>}
      <Apply
        isDone={!isDryRun}
        host={host}
        tool={tool ?? 'execute'}
        args={{ ...input, dry_run: false }}
        label="Run these statements"
        done={(answer) => setNow((answer.data as EffectData | undefined) ?? { ...now, outcome: 'done' })}
      />
    </>
  );
}

/** Samples are indented; a sign says whether a row goes or comes. */
function lookOf(line: string): string {
  const sign = /^\s+([-+~])/.exec(line)?.[1];
  return sign === '+' ? 'add' : sign === '-' ? 'del' : line.startsWith(' ') ? '' : 'hunk';
}

interface ApplyProps {
  isDone: boolean;
  host: Host;
  tool: string;
  args: Readonly<Record<string, unknown>>;
  label: string;
  done(answer: Answer): void;
}

function Apply({ isDone, ...approval }: ApplyProps): VNode {
  return isDone ? (
    <p class="plus" role="status">
      Done.
    </p>
  ) : (
    <div class="bar">
      <Approval {...approval} />
    </div>
  );
}
