import { ToolError, type Call } from '@mcp-reference/kit';
import { askedPaths } from '../git/asked-paths.ts';
import { sparseDisable, sparseInit, sparseSet } from '../git/commands/setup.ts';
import { argument } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { readStatus } from '../git/status.ts';
import { changeCounts, under } from '../present.ts';
import { shownLine, shownText } from '../text.ts';
import { some } from './consent.ts';

/** Limits the work tree to some folders and the files at the top; without folders every file is checked out again. */
export async function setSparse(repo: Repository, given: readonly string[], call: Call): Promise<string> {
  repo.top();
  const folders = (await askedPaths(repo, given, call)).map(argument);
  const types = await Promise.all(folders.map((folder) => repo.objects.info(`HEAD:${folder}`)));
  const strange = folders.filter((folder, i) => types[i]?.type !== 'tree' || folder.startsWith('-'));
  if (strange.length > 0)
    throw new ToolError('not_found', `${some(strange.map((one) => `"${shownLine(one)}"`))}: no such folder in HEAD.`);
  if (folders.length > 0 && !repo.has([2, 35])) await repo.run(sparseInit(), call);
  const command = folders.length === 0 ? sparseDisable() : sparseSet(folders, repo.has([2, 35]));
  const { stderr } = await repo.run(command, call);
  const left = /following paths (?:are not up to date|were)[^\n]*\n((?:\t[^\n]*\n)+)/.exec(stderr)?.[1];
  return under(
    [
      folders.length === 0 ? 'every file is checked out' : `checked out: the top and ${some(folders.map(shownLine))}`,
      changeCounts(await readStatus(repo, call)),
    ],
    left === undefined ? '' : `Left in the work tree, because they are changed:\n${shownText(left.trimEnd())}`,
  );
}
