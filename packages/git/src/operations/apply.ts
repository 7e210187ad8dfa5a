import { ToolError, type Call } from '@mcp-reference/kit';
import { leadsOut } from '../dot-git.ts';
import { applyMails } from '../git/commands/commit.ts';
import { applyPatch } from '../git/commands/index.ts';
import type { Repository } from '../git/repository.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, changeCounts, under } from '../present.ts';
import { keepingWay } from './in-the-way.ts';
import { refuseFiltered } from './stage.ts';
import { treePath } from '../git/paths.ts';
import { advance, assertIdle } from './sequence.ts';
import type { ApplyInput } from '../tools/git-apply.ts';

/** Applies a patch to files, or mails as commits. All of it goes in or nothing. */
export async function applyText(
  repo: Repository,
  { patch, to, reverse, three_way, check }: ApplyInput,
  call: Call,
): Promise<string> {
  repo.top();
  const bytes = Buffer.from(patch.endsWith('\n') ? patch : `${patch}\n`);
  if (to === 'commits') {
    if (reverse || check)
      throw new ToolError('invalid', 'Mails become commits; reverse and check are for plain patches.');
    assertIdle(repo);
    // The line above the mails is this server's own.
    const mails = bytes.subarray(Math.max(0, bytes.indexOf('From ')));
    const act = () => advance(repo, applyMails(mails), 'applied the mails as commits', call);
    return repo.exclusively(call, () => keepingWay(repo, { files: filesOf(mails) }, 'apply mails', act, call));
  }
  await refuseFiltered(repo, to === 'worktree' ? [] : [treePath('.', repo.top())], call);
  return repo.exclusively(call, async () => {
    const kept = check
      ? undefined
      : await takeSnapshot(repo, 'apply a patch', call, { brings: await newFiles(repo, bytes, call) });
    await repo.run(applyPatch(bytes, { to, reverse, threeWay: three_way && to !== 'worktree', check }), call);
    const status = await readStatus(repo, call);
    return under([
      check ? 'the patch fits; nothing was changed' : `applied to ${to === 'both' ? 'index and work tree' : to}`,
      branchLine(status),
      changeCounts(status),
      kept && `undo: ${kept.id}`,
    ]);
  });
}

/** Files of a patch that do not exist: it makes them, if it makes any. */
async function newFiles(repo: Repository, patch: Buffer, call: Call): Promise<string[]> {
  const named = filesOf(patch).filter((name) => !leadsOut(name));
  const { files, folders } = await repo.files.run('standing', { top: repo.top(), paths: named }, call);
  return named.filter((name) => ![...files, ...folders].includes(name));
}

/** The files that a patch names. */
const filesOf = (patch: Buffer): string[] =>
  [...patch.toString().matchAll(/^(?:\+\+\+ b|--- a)\/([^\t\n]+)/gm)].map(([, name = '']) => name);
