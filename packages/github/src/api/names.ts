import { ToolError } from '@mcp-reference/kit';

/**
 * Rules for values in the path of a request. URL parsers fold `..` and `.` segments even where they are a whole value, so a
 * name that is one of them would reach another endpoint, with the token; and some servers decode percent codes twice.
 * Rules of GitHub: accounts of 1 to 39 letters, digits and hyphens (managed users have `_` too), repositories of at most
 * 100 letters, digits, `-`, `_` and `.`.
 */
const account = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?$/;
const repository = /^[A-Za-z0-9._-]{1,100}$/;
/** Control characters, and what could end or split a line or a header. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u001f\u007f]/;
const longest = 4_000;

type Rule = (value: string) => string | undefined;

const rules: Readonly<Record<string, Rule>> = {
  owner: accountRule,
  org: accountRule,
  username: accountRule,
  repo: (value) =>
    repository.test(value) && value !== '.' && value !== '..' && !/\.git$/i.test(value)
      ? undefined
      : 'is not the name of a repository (without the owner, such as "hello-world")',
  path: pathRule,
  ref: commitRule,
  branch: refRule,
  basehead: (value) => value.split('...').map(sideRule).find(Boolean),
};

/**
 * Checks every value that goes into the path of a request.
 * @throws ToolError `invalid`; nothing has been sent then.
 */
export function checkNames(template: string, params: Readonly<Record<string, unknown>>): void {
  for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
    const value = params[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) continue;
    const text = typeof value === 'string' ? value : '';
    const wrong =
      text.length > longest || control.test(text)
        ? 'is too long or has control characters'
        : (rules[name] ?? plainRule)(text);
    if (wrong !== undefined)
      throw new ToolError('invalid', `${JSON.stringify(text.slice(0, 100))} (${name}) ${wrong}.`);
  }
}

function accountRule(value: string): string | undefined {
  return account.test(value) ? undefined : 'is not the name of an account (such as "octocat")';
}

/** A value that is one segment: ids, hashes, labels, tags. */
function plainRule(value: string): string | undefined {
  if (value.trim() === '') return 'is empty';
  return hasDots(value) ? 'is not a name that can be asked for' : undefined;
}

/** A path in a repository: relative to its root, without folding. */
function pathRule(value: string): string | undefined {
  if (hasDots(value)) return 'must not have "." or ".." in it';
  if (value.includes('\\')) return 'must be written with "/"';
  if (value.startsWith('/') || value.includes('//')) return 'must be relative to the root of the repository';
  return undefined;
}

/** The rules of git-check-ref-format that matter here, for branches, tags, hashes and whole refs. */
export function refRule(value: string): string | undefined {
  const bad =
    value === '' ||
    /^[-/.]|[/.]$|\.\.|\/\/|\/\.|@\{|[ ~^:?*[\\]|\.lock(?:\/|$)/.test(value) ||
    value === '@' ||
    hasDots(value);
  return bad ? 'is not the name of a branch, a tag or a commit' : undefined;
}

/** A commit by a name, with the steps to its parents that GitHub understands: `main~1`, `HEAD^2`. */
export function commitRule(value: string): string | undefined {
  return refRule(value.replace(/(?:[~^]\d{0,4}){1,8}$/, ''));
}

/** One side of a comparison: a commit, or `owner:branch` and `owner:repo:branch` for a fork. */
function sideRule(value: string): string | undefined {
  const parts = value.split(':');
  const name = parts.at(-1) ?? '';
  if (parts.length > 3) return 'has too many colons; write owner:branch';
  return (
    commitRule(name) ??
    (parts.length > 1 ? accountRule(parts[0] ?? '') : undefined) ??
    (parts.length > 2 && !repository.test(parts[1] ?? '') ? 'is not owner:repo:branch' : undefined)
  );
}

/** True if a segment is `.` or `..`, also as percent codes. */
function hasDots(value: string): boolean {
  return value.split(/[/\\]|%2f|%5c/i).some((part) => /^(?:\.|%2e){1,2}$/i.test(part.replaceAll(/%25/g, '%')));
}
