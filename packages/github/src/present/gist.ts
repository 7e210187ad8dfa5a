import { count, cutText, facts, fenced, list, login, minute, plain, quoted } from './text.ts';

interface File {
  filename?: string;
  size?: number;
  content?: string;
  truncated?: boolean;
}

interface AGist {
  id?: string;
  description?: string | null;
  public?: boolean;
  owner?: { login: string } | null;
  updated_at?: string;
  html_url?: string;
  files?: Readonly<Record<string, File | null>>;
}

/** `aa5a315d secret "What it is" by alice; notes.md; 2026-01-02T03:04Z` */
export const gistLine = ({ id, description, public: open, owner, updated_at, files = {} }: AGist): string =>
  facts([
    `${id ?? ''} ${open ? 'public' : 'secret'} ${quoted(description)} by ${login(owner)}`,
    list(Object.keys(files)),
    minute(updated_at),
  ]);

/** A gist with its files, each between marks. */
export function gistPage(gist: AGist, budget: number): string {
  const files = Object.values(gist.files ?? {}).filter((file) => file !== null);
  const share = (budget - 1_000) / Math.max(1, files.length);
  const parts = files.map(({ filename, size = 0, content = '', truncated = false }) => {
    const part = cutText(content, share);
    const cut =
      truncated || part.length < content.length ? `, CUT after ${part.length.toLocaleString('en-US')} characters` : '';
    return `[${plain(filename)}: ${count(size, 'byte')}${cut}]\n${fenced(part)}`;
  });
  return [`[${gistLine(gist)}; ${gist.html_url ?? ''}]`, ...parts].join('\n');
}
