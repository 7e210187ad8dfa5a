import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ToolError } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import { scrubbed, shownLine } from '../text.ts';
import type { Calling } from './repository.ts';

/** The checked address of a remote, and the protocol by which git may reach it. */
export interface Address {
  /** For git's command line. */
  url: string;
  /** For `GIT_ALLOW_PROTOCOL`. */
  protocol: string;
  local: boolean;
}

/** Addresses of the link itself, where clouds answer with credentials. */
const linkLocal = /^(169\.254\.|\[?fe80:|metadata\.|\[?fd00:ec2)/i;

/**
 * Reads the address of a repository as git would (git-clone(1), "Git URLs"). A folder of this computer must be inside the allowed
 * ones.
 * @param base What a relative path is relative to; absent: the allowed folders.
 * @throws ToolError `invalid` or `denied`; what is secret in the address is not repeated.
 */
export async function checkAddress(
  given: string,
  { files, protocols }: { files: Sandbox<GitOperations>; protocols: readonly string[] },
  call: Calling,
  base?: string,
): Promise<Address> {
  const shown = shownLine(scrubbed(given.slice(0, 200)));
  if (given === '' || given.length > 4_000 || /\p{Cc}/u.test(given) || (given.includes('://') && given.includes(' ')))
    throw new ToolError('invalid', `"${shown}" is not the address of a repository.`);
  if (given.startsWith('-')) throw new ToolError('invalid', `"${shown}" begins with "-"; that is no address.`);
  if (/^[a-z0-9+.-]+::/i.test(given))
    throw new ToolError('denied', `"${shown}" would be reached through a program, which is never allowed.`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase();
  if (scheme === 'file') return local(pathOf(given, shown), files, call, shown);
  if (scheme !== undefined)
    return {
      url: given,
      protocol: allowed(scheme === 'git+ssh' || scheme === 'ssh+git' ? 'ssh' : scheme, protocols, hostOf(given, shown)),
      local: false,
    };
  // host:path, without a slash before the colon, is ssh.
  const scp = /^(?:([^@/:]+)@)?(\[[^\]]+\]|[^/:@]+):(?!\/\/)(.*)$/.exec(given);
  if (scp !== null && !/^[A-Za-z]:[\\/]/.test(given)) {
    const [, user = '', host = ''] = scp;
    if (user.startsWith('-') || host.startsWith('-'))
      throw new ToolError('invalid', `"${shown}" has a host or user that begins with "-".`);
    return { url: given, protocol: allowed('ssh', protocols, host), local: false };
  }
  return local(base === undefined ? given : path.resolve(base, given), files, call, shown);
}

function pathOf(given: string, shown: string): string {
  try {
    return fileURLToPath(given);
  } catch {
    throw new ToolError('invalid', `"${shown}" is not a valid file:// address.`);
  }
}

async function local(folder: string, files: Sandbox<GitOperations>, call: Calling, shown: string): Promise<Address> {
  const { path: real, kind } = await files.locate(folder, call).catch((error: unknown) => {
    if (error instanceof ToolError && error.code === 'denied')
      throw new ToolError('denied', `"${shown}" is a folder of this computer outside the allowed ones.`, {
        cause: error,
      });
    throw error;
  });
  if (kind !== 'folder') throw new ToolError('not_found', `"${shown}" is no repository in the allowed folders.`);
  return { url: real, protocol: 'file', local: true };
}

function hostOf(given: string, shown: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)/i.exec(given)?.[1] ?? '';
  const user = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(given)?.[1] ?? '';
  if (host === '') throw new ToolError('invalid', `"${shown}" names no host.`);
  if (host.startsWith('-') || user.startsWith('-'))
    throw new ToolError('invalid', `"${shown}" has a host or user that begins with "-".`);
  return host;
}

function allowed(protocol: string, protocols: readonly string[], host: string): string {
  if (!protocols.includes(protocol))
    throw new ToolError(
      'denied',
      `The protocol "${shownLine(protocol)}" is not among those that this server may use (${protocols.join(', ')}); the user can change that with --protocols.`,
    );
  if (linkLocal.test(host))
    throw new ToolError('denied', `"${shownLine(host)}" is an address of the link itself, which is never used.`);
  return protocol;
}
