import { ToolError, visible } from '@mcp-reference/kit';

declare const checked: unique symbol;

/** A full object id, 40 or 64 hexadecimal digits. */
export type Oid = string & { [checked]: 'oid' };

/** A full reference name, `refs/…` or `HEAD`, that git would accept. */
export type RefName = string & { [checked]: 'ref' };

/** A remote's name. */
export type RemoteName = string & { [checked]: 'remote' };

export const isOid = (text: string): text is Oid => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** @throws ToolError when git answered something that is no object id. */
export function asOid(text: string): Oid {
  if (!isOid(text)) throw new Error(`"${text.slice(0, 80)}" is not an object id.`);
  return text;
}

/** The rules of git-check-ref-format(1), and in addition `HEAD` and names that look like object ids. */
function problemOf(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (Buffer.byteLength(name) > 200) return 'is longer than 200 bytes';
  if (name.startsWith('-')) return 'begins with "-"';
  if (/[\p{Cc} ~^:?*[\\]/u.test(name)) return 'contains a character that reference names cannot have';
  if (/\.\.|@\{|\/\/|\/\.|^\.|^\/|\/$|\.$|\.lock(\/|$)/.test(name)) return 'is not a valid reference name';
  if (name === '@' || name === 'HEAD') return 'is reserved';
  if (/^[0-9a-f]{40}$|^[0-9a-f]{64}$/i.test(name)) return 'looks like an object id';
  if (/\p{Surrogate}/u.test(name)) return 'is not well-formed Unicode';
  return undefined;
}

/** A branch or tag name for something that is to be made or named, as its full reference. @throws ToolError `invalid`. */
export function refNamed(kind: 'heads' | 'tags', name: string): RefName {
  const problem = problemOf(name);
  if (problem !== undefined)
    throw new ToolError(
      'invalid',
      `"${visible(name.slice(0, 200))}" cannot be a ${kind === 'heads' ? 'branch' : 'tag'} name: it ${problem}.`,
    );
  return `refs/${kind}/${name}` as RefName;
}

/** A full reference name that git itself listed. */
export const listedRef = (name: string): RefName => name as RefName;

export function remoteNamed(name: string): RemoteName {
  const problem = problemOf(name);
  if (problem !== undefined)
    throw new ToolError('invalid', `"${visible(name.slice(0, 200))}" cannot be a remote's name: it ${problem}.`);
  return name as RemoteName;
}

/**
 * Text that names a revision, before it is looked up: what git would take for an option, or could not be one, is
 * refused here.
 */
export function assertRevision(text: string): void {
  const shown = visible(text.slice(0, 100));
  if (text === '') throw new ToolError('invalid', 'The revision is empty.');
  if (text.startsWith('-')) throw new ToolError('invalid', `"${shown}" is not a revision: it begins with "-".`);
  if (Buffer.byteLength(text) > 1_000) throw new ToolError('invalid', 'The revision is longer than 1,000 bytes.');
  if (/\p{Cc}/u.test(text)) throw new ToolError('invalid', `"${shown}" contains a control character.`);
}
