import { ToolError } from '@mcp-reference/kit';
import {
  count,
  cursorAt,
  cutText,
  facts,
  fencedFile,
  link,
  list,
  login,
  minute,
  offsetIn,
  plain,
  quoted,
} from './text.ts';

interface File {
  filename?: string;
  size?: number;
  content?: string;
  truncated?: boolean;
  raw_url?: string;
}

interface AGist {
  id?: string;
  description?: string | null;
  public?: boolean;
  owner?: { login: string } | null;
  updated_at?: string | null;
  html_url?: string;
  files?: Readonly<Record<string, File | null>> | null;
}

/** `aa5a315d secret "What it is" by alice; notes.md; 2026-01-02T03:04Z` */
export const gistLine = ({ id, description, public: open, owner, updated_at, files }: AGist): string =>
  facts([
    `${id ?? ''} ${open ? 'public' : 'secret'} ${quoted(description)} by ${login(owner)}`,
    list(Object.keys(files ?? {})),
    minute(updated_at),
  ]);

/** A gist with its files, each between marks; `filename` shows one of them, which `after` continues. */
export function gistPage(
  gist: AGist,
  budget: number,
  { filename: wanted, after }: { filename?: string | undefined; after?: string | undefined } = {},
): string {
  const all = Object.values(gist.files ?? {}).filter((file) => file !== null);
  const files = wanted === undefined ? all : all.filter(({ filename }) => filename === wanted);
  if (wanted !== undefined && files.length === 0)
    throw new ToolError(
      'not_found',
      `The gist has no file ${plain(wanted)}; it has ${list(Object.keys(gist.files ?? {}))}.`,
    );
  if (after !== undefined && files.length !== 1)
    throw new ToolError('invalid', 'after continues one file: give filename too.');
  const share = Math.floor((budget - 1_500) / Math.max(1, files.length));
  const parts = files.map((file) => filePart(file, share, after));
  return [`[${gistLine(gist)}; ${link(gist.html_url)}]`, ...parts].join('\n');
}

function filePart(
  { filename, size = 0, content, truncated = false, raw_url }: File,
  share: number,
  after?: string,
): string {
  const text = content ?? '';
  const start = offsetIn(after, text.length);
  const part = cutText(text.slice(start), share);
  const end = start + part.length;
  const facts_ = [
    count(size ?? 0, 'byte'),
    start > 0 && `from character ${start.toLocaleString('en-US')}`,
    end < text.length &&
      `CUT after ${end.toLocaleString('en-US')} characters, continue with filename and after=${cursorAt(end)}`,
    end === text.length &&
      truncated &&
      `CUT by GitHub after ${end.toLocaleString('en-US')} characters, whole at raw ${link(raw_url)}`,
  ];
  return `[${plain(filename)}: ${facts(facts_, ', ')}]\n${fencedFile(part)}`;
}
