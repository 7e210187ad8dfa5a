import type { VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Answer } from '../lib/connection.ts';
import { coloured, languageOf } from '../lib/colours.tsx';
import type { ViewProps } from '../lib/page.tsx';

interface NamesData {
  entries: readonly string[];
  cursor?: string;
}

interface Item {
  name: string;
  path: string;
  isFolder: boolean;
  /** Depth, from 1. */
  level: number;
  /** What is said behind the name, such as where a link leads. */
  note: string;
  children: Item[];
}

const picture = /\.(png|jpe?g|gif|webp|avif|bmp)$/i;

/** Everything below a folder; a file opens next to it, as a picture or as text. */
export function TreeView({ data, input, host }: ViewProps<NamesData>): VNode {
  const [entries, setEntries] = useState(data.entries);
  const [cursor, setCursor] = useState(data.cursor);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focus, setFocus] = useState('');
  const [open, setOpen] = useState<{ path: string; answer: Answer | undefined }>();
  const list = useRef<HTMLUListElement>(null);
  const top = typeof input['path'] === 'string' ? input['path'] : '.';
  const items = useMemo(() => itemsOf(entries, top), [entries, top]);
  const visible = useMemo(() => flat(items, closed), [items, closed]);
  const current = visible.some(({ path }) => path === focus) ? focus : (visible[0]?.path ?? '');

  const show = async (path: string) => {
    setOpen({ path, answer: undefined });
    const answer = await host.call(picture.test(path) ? 'read_media_file' : 'read_text_file', { path });
    setOpen({ path, answer });
  };
  const more = async () => {
    const answer = await host.call('directory_tree', { ...input, cursor });
    if (answer.data === undefined) return;
    const next = answer.data as unknown as NamesData;
    setEntries([...entries, ...next.entries]);
    setCursor(next.cursor);
  };
  const toggle = (path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  const go = (path: string | undefined) => {
    if (path === undefined) return;
    setFocus(path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  };
  const press = (event: KeyboardEvent, item: Item) => {
    const at = visible.findIndex(({ path }) => path === item.path);
    const isOpen = item.isFolder && !closed.has(item.path);
    const act: Record<string, () => void> = {
      ArrowDown: () => go(visible[at + 1]?.path),
      ArrowUp: () => go(visible[at - 1]?.path),
      Home: () => go(visible[0]?.path),
      End: () => go(visible.at(-1)?.path),
      ArrowRight: () => (item.isFolder && !isOpen ? toggle(item.path) : go(visible[at + 1]?.path)),
      ArrowLeft: () => (isOpen ? toggle(item.path) : go(parentOf(visible, item)?.path)),
      Enter: () => (item.isFolder ? toggle(item.path) : void show(item.path)),
    };
    const chosen = act[event.key === ' ' ? 'Enter' : event.key];
    if (chosen === undefined) return;
    event.preventDefault();
    chosen();
  };
  return (
    <>
      <h1>{top === '.' ? 'Files' : top}</h1>
      <div class="split">
        <div class="scroll">
          <ul class="tree" role="tree" aria-label="Files and folders" ref={list}>
            {visible.map((item) => (
              <li
                key={item.path}
                role="treeitem"
                data-path={item.path}
                tabIndex={item.path === current ? 0 : -1}
                aria-level={item.level}
                aria-selected={open?.path === item.path}
                {...(item.isFolder && { 'aria-expanded': !closed.has(item.path) })}
                style={{ paddingLeft: `${(item.level - 1) * 16}px` }}
                onKeyDown={(event) => press(event, item)}
                onFocus={() => setFocus(item.path)}
                onClick={() => (item.isFolder ? toggle(item.path) : void show(item.path))}
              >
                <span aria-hidden="true">{item.isFolder ? (closed.has(item.path) ? '▸ ' : '▾ ') : ''}</span>
                {item.name}
                {item.note !== '' && <span class="note"> {item.note}</span>}
              </li>
            ))}
          </ul>
          {cursor !== undefined && (
            <button type="button" onClick={() => void more()}>
              Show more
            </button>
          )}
        </div>
        <div aria-live="polite">{open !== undefined && <Preview path={open.path} answer={open.answer} />}</div>
      </div>
    </>
  );
}

function Preview({ path, answer }: { path: string; answer: Answer | undefined }): VNode {
  const text = typeof answer?.data?.['text'] === 'string' ? answer.data['text'] : (answer?.text ?? '');
  const language = languageOf(path);
  return (
    <>
      <h2>{path}</h2>
      {answer === undefined ? (
        <p class="note">Reading …</p>
      ) : answer.isError ? (
        <p class="error">{answer.text}</p>
      ) : answer.image !== undefined ? (
        <img src={answer.image} alt={path} />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Text of ${path}`}>
          <pre>
            {text.split('\n').map((line, index) => (
              <span key={index}>
                {index < 2_000 ? coloured(line, language) : line}
                {'\n'}
              </span>
            ))}
          </pre>
        </div>
      )}
    </>
  );
}

/** A name, `/` for a folder, and what is said about it: where a link leads, or that a folder is not opened. */
const entryLine =
  /^("(?:[^"\\]|\\.)*"|.+?)(\/?)((?: -> .*)?(?: \((?:ignored|unreadable|pipe, socket or device)\)| \.\.\.)*)$/s;

/** Reads the indented lines of an answer. A name with special characters is a JSON string. */
export function itemsOf(lines: readonly string[], top: string): Item[] {
  const root: Item = { name: top, path: top, isFolder: true, level: 0, note: '', children: [] };
  const stack: Item[] = [root];
  for (const line of lines) {
    const depth = Math.floor((line.length - line.trimStart().length) / 2);
    const [, name = '', slash = '', note = ''] = entryLine.exec(line.trimStart()) ?? [];
    const plain = name.startsWith('"') ? String(JSON.parse(name)) : name;
    stack.length = Math.min(stack.length, depth + 1);
    const parent = stack.at(-1) ?? root;
    const known = parent.children.find((child) => child.name === plain);
    const item = known ?? {
      name: plain,
      path: parent.path === '.' ? plain : `${parent.path.replace(/\/$/, '')}/${plain}`,
      isFolder: slash !== '',
      level: parent.level + 1,
      note: note.trim(),
      children: [],
    };
    if (known === undefined) parent.children.push(item);
    stack.push(item);
  }
  return root.children;
}

const flat = (items: readonly Item[], closed: ReadonlySet<string>): Item[] =>
  items.flatMap((item) => [item, ...(closed.has(item.path) ? [] : flat(item.children, closed))]);

const parentOf = (items: readonly Item[], item: Item): Item | undefined =>
  items.find(({ children }) => children.includes(item));
