import type { Call } from '@mcp-reference/kit';
import { hashObject } from '../git/commands/commit.ts';
import { asOid, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import type { Commit } from './commits.ts';
import type { Step } from './rebase.ts';

/** A step whose commit was looked up. */
export type NamedStep = Step & { oid: Oid };

/** Branches other than the current one, by the commit that each points to. */
export type Branches = ReadonlyMap<Oid, readonly string[]>;

/**
 * The list for git. A new message is given by a commit that is the old one but for the message; so git never opens an editor,
 * and there is nothing for it to run.
 */
export async function todoOf(
  repo: Repository,
  steps: readonly NamedStep[],
  commits: ReadonlyMap<Oid, Commit>,
  branches: Branches,
  call: Call,
): Promise<string> {
  const groups: { oid: Oid; messages: string[]; changed: boolean; stop: boolean; into: Oid[] }[] = [];
  for (const { oid, action, message } of steps) {
    const own = commits.get(oid)?.message ?? '';
    const last = groups.at(-1);
    if (action === 'drop') continue;
    if (action === 'pick' || action === 'edit')
      groups.push({ oid, messages: [own], changed: false, stop: action === 'edit', into: [] });
    else if (action === 'reword')
      groups.push({ oid, messages: [message ?? own], changed: true, stop: false, into: [] });
    else if (last !== undefined) {
      last.into.push(oid);
      if (action === 'squash') {
        last.messages = message === undefined ? [...last.messages, own] : [message];
        last.changed = true;
      }
    }
  }
  const lines: string[] = [];
  for (const { oid, messages, changed, stop, into } of groups) {
    const refs = [oid, ...into].flatMap((one) => branches.get(one) ?? []);
    lines.push(
      `${stop ? 'edit' : 'pick'} ${changed ? await reworded(repo, oid, messages.join('\n\n'), call) : oid}`,
      ...into.map((other) => `fixup ${other}`),
      ...refs.map((ref) => `update-ref ${ref}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The same commit with another message: every header as it is, but for a signature, which would not hold any more. */
async function reworded(repo: Repository, oid: Oid, message: string, call: Call): Promise<Oid> {
  const raw = await repo.objects.content(oid, 16 * 1024 * 1024);
  const headers = raw
    .subarray(0, raw.indexOf('\n\n'))
    .toString('latin1')
    .replace(/\n(?:gpgsig|gpgsig-sha256|encoding) [^\n]*(?:\n [^\n]*)*/g, '');
  const bytes = Buffer.concat([Buffer.from(`${headers}\n\n`, 'latin1'), Buffer.from(`${message.trimEnd()}\n`)]);
  return asOid(await repo.text(hashObject(bytes, 'commit'), call));
}

/**
 * The same for history with merges: git's own list, in which only the lines of the named commits are changed. A commit that goes into
 * another one is put behind it.
 */
export async function todoWithMerges(
  repo: Repository,
  list: string,
  steps: readonly NamedStep[],
  commits: ReadonlyMap<Oid, Commit>,
  call: Call,
): Promise<string> {
  const lines = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const lineOf = (oid: Oid) =>
    lines.findIndex((line) => {
      const id = /^(?:pick|merge -C) ([0-9a-f]{4,64})\b/.exec(line)?.[1];
      return id !== undefined && oid.startsWith(id);
    });
  let last: Oid | undefined;
  for (const { oid, action, message } of steps) {
    const at = lineOf(oid);
    if (action === 'drop') lines.splice(at, at === -1 ? 0 : 1);
    if (action === 'reword' && at !== -1)
      lines[at] = (lines[at] ?? '').replace(/[0-9a-f]{4,64}/, await reworded(repo, oid, message ?? '', call));
    if (action === 'edit') lines[at] = `edit ${oid}`;
    if ((action === 'fixup' || action === 'squash') && last !== undefined && at !== -1) {
      lines.splice(at, 1);
      const target = commits.get(last)?.message ?? '';
      const text = message ?? (action === 'fixup' ? target : `${target}\n\n${commits.get(oid)?.message ?? ''}`);
      const into = lineOf(last);
      if (action === 'squash')
        lines[into] = (lines[into] ?? '').replace(/[0-9a-f]{4,64}/, await reworded(repo, last, text, call));
      lines.splice(into + 1, 0, `fixup ${oid}`);
    }
    if (action === 'pick' || action === 'reword' || action === 'edit') last = oid;
  }
  return `${lines.join('\n')}\n`;
}
