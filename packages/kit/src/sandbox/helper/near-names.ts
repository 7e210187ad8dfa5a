import { near } from '../../answer/near.ts';
import { quoted } from '../../answer/quote.ts';
import { ToolError } from '../../errors.ts';
import { insideShown, visible } from '../paths.ts';
import { mayWait } from './bounds.ts';
import type { Confined } from './confined.ts';
import { attempt } from '../../attempt.ts';

/** More names are not compared. */
const mostNames = 5_000;
/** Comparing more names takes too long for the server's process. */
const mostInline = 100;

/** Adds to an error about a missing path what is there instead, in the caller's spelling. */
export function withNearNames(error: unknown, params: unknown, fs: Confined | undefined): unknown {
  if (!(error instanceof ToolError) || error.code !== 'not_found' || fs === undefined) return error;
  const asked = /^"(.+)" does not exist\.$/s.exec(error.message)?.[1];
  const path = asked === undefined ? undefined : pathsIn(params).find((one) => visible(one) === asked);
  if (path === undefined || /^file:/i.test(path)) return error;
  const names = attempt(() => nearNames(fs, path)) ?? [];
  if (names.length === 0) return error;
  const list = names.map((name) => (name.includes('"') ? quoted(name) : `"${visible(name)}"`)).join(' or ');
  return new ToolError('not_found', `${error.message} Did you mean ${list}?`, { cause: error.cause });
}

const pathsIn = (params: unknown): string[] =>
  typeof params === 'object' && params !== null
    ? Object.values(params).filter((value): value is string => typeof value === 'string')
    : [];

/** Paths like `path` in the deepest of its folders that exists. */
function nearNames(fs: Confined, path: string): string[] {
  const parts = path.split(process.platform === 'win32' ? /[/\\]+/ : /\/+/);
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    const wanted = parts[depth] ?? '';
    const shown = parts.slice(0, depth).join('/') || (path.startsWith('/') ? '/' : '.');
    const folder = attempt(() => fs.folder(shown));
    if (folder === undefined || wanted === '') continue;
    const entries = folder.entries();
    if (entries.length > mostInline) mayWait();
    const names = entries.slice(0, mostNames).map(({ name }) => name);
    const rest = parts.slice(depth + 1);
    return near(wanted, names).map((name) => [insideShown(shown, name), ...rest].join('/'));
  }
  return [];
}
