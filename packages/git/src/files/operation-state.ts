import type { Folder } from '@mcp-reference/kit/sandbox';

/** The operation in progress, as git's files record it. */
export interface Operation {
  name: 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am';
  /** The branch that is being rebased. */
  branch?: string;
  /** The commit that a rebase goes onto, or that is merged or picked. */
  commit?: string;
  step?: number;
  steps?: number;
  /** The remaining steps of a rebase. */
  todo?: string;
  /** The merge strategy that it continues with, if it names one. */
  strategy?: string;
}

const mostText = 256 * 1024;

export function operationIn(git: Folder): Operation | undefined {
  const has = (name: string) => git.find(name) !== undefined;
  const text = (folder: Folder, name: string): string | undefined => {
    if (folder.find(name)?.kind !== 'file') return undefined;
    const file = folder.open(name);
    const bytes = file.read(0, mostText);
    file.close();
    return bytes.toString().trimEnd();
  };
  if (git.find('rebase-merge')?.kind === 'folder') {
    const folder = git.child('rebase-merge');
    const branch = text(folder, 'head-name');
    const commit = idIn(text(folder, 'onto'));
    const todo = text(folder, 'git-rebase-todo');
    const strategy = text(folder, 'strategy');
    const operation: Operation = {
      name: 'rebase',
      ...(branch && { branch: branch.replace(/^refs\/heads\//, '') }),
      ...(commit && { commit }),
      ...numbers(text(folder, 'msgnum'), text(folder, 'end')),
      ...(todo !== undefined && { todo }),
      ...(strategy && { strategy }),
    };
    folder.close();
    return operation;
  }
  if (git.find('rebase-apply')?.kind === 'folder') {
    const folder = git.child('rebase-apply');
    const branch = text(folder, 'head-name');
    const operation: Operation = {
      name: folder.find('applying') ? 'am' : 'rebase',
      ...(branch && { branch: branch.replace(/^refs\/heads\//, '') }),
      ...numbers(text(folder, 'next'), text(folder, 'last')),
    };
    folder.close();
    return operation;
  }
  if (has('MERGE_HEAD')) return withCommit('merge', text(git, 'MERGE_HEAD'));
  const sequence = () => sequenceOf(git, text);
  if (has('CHERRY_PICK_HEAD')) return { ...withCommit('cherry-pick', text(git, 'CHERRY_PICK_HEAD')), ...sequence() };
  if (has('REVERT_HEAD')) return { ...withCommit('revert', text(git, 'REVERT_HEAD')), ...sequence() };
  // Between two commits of a range, after one that was committed by hand, nothing but the list of steps is there.
  const rest = sequence();
  const step = /^\s*(pick|revert)\s/.exec(rest.todo ?? '')?.[1];
  if (step !== undefined) return { name: step === 'pick' ? 'cherry-pick' : 'revert', ...rest };
  if (has('BISECT_LOG')) return { name: 'bisect' };
  return undefined;
}

/** The remaining steps of picks or reverts, and the strategy they name (`sequencer/opts` is a configuration file). */
function sequenceOf(
  git: Folder,
  text: (folder: Folder, name: string) => string | undefined,
): Pick<Operation, 'todo' | 'strategy'> {
  if (git.find('sequencer')?.kind !== 'folder') return {};
  const folder = git.child('sequencer');
  const todo = text(folder, 'todo');
  const strategy = /^\s*strategy\s*=\s*(.*?)\s*$/im.exec(text(folder, 'opts') ?? '')?.[1];
  folder.close();
  return { ...(todo !== undefined && { todo }), ...(strategy && { strategy }) };
}

function withCommit(name: Operation['name'], text: string | undefined): Operation {
  const commit = idIn(text);
  return { name, ...(commit && { commit }) };
}

/** The first line, if it is an object id: an attacker who can write here can write anything. */
const idIn = (text: string | undefined): string | undefined => /^[0-9a-f]{40,64}(?=\s*$)/m.exec(text ?? '')?.[0];

function numbers(step: string | undefined, steps: string | undefined): { step?: number; steps?: number } {
  const [a, b] = [Number(step), Number(steps)];
  return { ...(step && Number.isInteger(a) && { step: a }), ...(steps && Number.isInteger(b) && { steps: b }) };
}
