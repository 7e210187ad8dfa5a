import { description } from './load.ts';
import type { Operation } from './types.ts';

export interface Match {
  operation: Operation;
  /** Of the path, decoded. */
  path: Record<string, string>;
}

interface Route {
  key: string;
  pattern: RegExp;
  names: string[];
  /** Of each segment, in order: see `rank`. */
  ranks: number[];
}

const routes = new Map<string, Route[]>();

/** The operation that a method and the encoded path of a URL name. */
export function route(method: string, pathname: string): Match | undefined {
  for (const { key, pattern, names } of routesOf(method)) {
    const found = pattern.exec(pathname);
    if (found === null) continue;
    const operation = description().operation(key);
    const path: Record<string, string> = {};
    for (const [index, name] of names.entries()) path[name] = decode(found[index + 1] ?? '');
    return { operation, path };
  }
  return undefined;
}

function routesOf(method: string): Route[] {
  const held = routes.get(method);
  if (held !== undefined) return held;
  const made = description()
    .contents.operations.filter((one) => one.method === method && !one.path.includes('{base}...{head}'))
    .map(({ path, multi }) => toRoute(`${method} ${path}`, path, multi === true))
    .sort((a, b) => compare(a.ranks, b.ranks));
  routes.set(method, made);
  return made;
}

function toRoute(key: string, path: string, multi: boolean): Route {
  const several = new Set(
    multi
      ? description()
          .operation(key)
          .parameters.filter((one) => one.multi)
          .map((one) => one.name)
      : [],
  );
  const names: string[] = [];
  const pattern = path.replaceAll(/\{([^}]+)\}|[.*+?^$()|[\]\\]/g, (text, name: string | undefined) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    // The root of a repository's contents is a path too: the empty one.
    if (several.has(name)) return name === 'path' ? '(.*)' : '(.+)';
    return '([^/]+)';
  });
  const ranks = path.split('/').map((segment) => rank(segment, several));
  // Clients leave the slash before an empty path out.
  const whole = pattern.replace(/\/\(\.\*\)$/, '(?:/(.*))?');
  return { key, pattern: new RegExp(`^${whole}$`), names, ranks };
}

/** Fixed segments win over parameters (`/issues/comments` over `/issues/{issue_number}`), and those over greedy ones. */
function rank(segment: string, several: Set<string>): number {
  const name = /\{([^}]+)\}/.exec(segment)?.[1];
  if (name === undefined) return 0;
  return several.has(name) ? 2 : 1;
}

/** What comes first is tried first; what goes on after a greedy parameter goes before what ends with it. */
function compare(a: number[], b: number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 3) - (b[index] ?? 3);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A part of a path without its escapes; what is no escape stays. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
