import {
  createFile,
  forgetTrashed,
  replaceFile,
  ToolError,
  visible,
  type Confined,
  type Job,
} from '@mcp-reference/kit/sandbox';
import {
  beginChange,
  changes,
  contentOf,
  endChange,
  keepsChanges,
  recordWrite,
  type Change,
  type Step,
} from '../files/journal.ts';
import type { Steps } from './detect.ts';
import { hashOf } from './hash.ts';
import { move } from './move.ts';
import { maxEditable } from './write.ts';

export interface UndoParams {
  /** How many changes to take back, the newest first. */
  count: number;
  /** A change by its id, instead. */
  id?: string | undefined;
  dryRun: boolean;
}

export interface Undone {
  id: string;
  tool: string;
  time: number;
  /** A line for each step that was, or would be, taken back. */
  lines: string[];
}

/** Takes back the last changes inside the folders, each whole or not at all: first everything is checked. */
export function* undo(fs: Confined, { count, id, dryRun }: UndoParams, job: Job): Steps<Undone[]> {
  if (!keepsChanges()) {
    throw new ToolError('unsupported', 'Changes are not kept: this server was started with --no-undo.');
  }
  const wanted = changes().filter((change) => change.steps.length > 0 && isInside(fs, change));
  const chosen =
    id === undefined
      ? wanted.filter((one) => one.undoes === undefined).slice(0, count)
      : wanted.filter((one) => one.id === id);
  if (chosen.length === 0) {
    throw new ToolError(
      'not_found',
      id === undefined
        ? 'There is no change to undo in these folders.'
        : `There is no change "${visible(id)}" that can be undone.`,
    );
  }
  const undone: Undone[] = [];
  for (const change of chosen) {
    const lines = change.steps.toReversed().map((step) => describe(step));
    try {
      // What older changes find depends on the newer ones being taken back first.
      if (!dryRun || undone.length === 0) for (const step of change.steps.toReversed()) check(fs, step);
      if (!dryRun) yield* takeBack(fs, change, job);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const before = undone.length === 0 ? 'Nothing was undone.' : `${undone.length} newer changes were undone.`;
      throw new ToolError(
        error.code,
        `The change ${change.id} (${change.tool}) cannot be undone: ${error.message} ${before}`,
        { cause: error },
      );
    }
    undone.push({ id: change.id, tool: change.tool, time: change.time, lines });
    yield;
  }
  return undone;
}

function isInside(fs: Confined, { steps }: Change): boolean {
  return steps.every((step) => {
    try {
      const { folder } = fs.named('path' in step ? step.path : step.from);
      return folder.writable;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      return error.code === 'not_found';
    }
  });
}

/** @throws ToolError `conflict` when what a step left is no longer there. */
function check(fs: Confined, step: Step): void {
  if (step.did === 'move') {
    if (fs.named(step.to).stat === undefined) throw gone(step.to);
    if (fs.named(step.from).stat !== undefined) throw taken(step.from);
  } else if (step.did === 'trash') {
    if (fs.named(step.path).stat !== undefined) throw taken(step.path);
  } else if (step.did === 'write') {
    const { folder, name, stat } = fs.named(step.path);
    if (stat === undefined) throw gone(step.path);
    if (stat.kind !== 'file' || hashOf(folder.open(name).readAll(maxEditable)) !== step.after) {
      throw new ToolError('conflict', `"${visible(step.path)}" has changed since.`);
    }
    if (step.before !== null && contentOf(step.before) === undefined)
      throw new ToolError('not_found', `The old content of "${visible(step.path)}" is no longer kept.`);
  }
}

const gone = (path: string) => new ToolError('conflict', `"${visible(path)}" is no longer there.`);
const taken = (path: string) => new ToolError('conflict', `"${visible(path)}" exists again.`);

function* takeBack(fs: Confined, change: Change, job: Job): Steps<void> {
  beginChange();
  try {
    for (const step of change.steps.toReversed()) {
      yield* takeBackStep(fs, step, job);
      fs.close();
    }
  } finally {
    endChange('undo', change.id);
  }
}

function* takeBackStep(fs: Confined, step: Step, job: Job): Steps<void> {
  if (step.did === 'move') {
    yield* move(fs, { source: step.to, destination: step.from }, job);
    return;
  }
  const { folder, name, stat } = fs.named(step.path);
  if (step.did === 'trash') {
    folder.bringBack(step.target, name);
    forgetTrashed(step.target);
  } else if (step.did === 'make') {
    // Other things may be in it by now, which stay.
    if (stat?.kind === 'folder' && folder.child(name).entries().length === 0) folder.removeFolder(name);
  } else {
    const file = folder.open(name);
    const old = file.stat();
    const now = file.readAll(maxEditable);
    file.close();
    if (step.before === null) {
      folder.removeFile(name);
      return;
    }
    const bytes = contentOf(step.before) ?? Buffer.alloc(0);
    recordWrite(folder, name, now, bytes);
    if (stat === undefined) createFile(folder, name, bytes);
    else replaceFile(folder, name, old, bytes);
  }
}

function describe(step: Step): string {
  if (step.did === 'move') return `moved ${visible(step.to)} back to ${visible(step.from)}`;
  if (step.did === 'trash') return `brought back ${visible(step.path)}`;
  if (step.did === 'make') return `removed the folder ${visible(step.path)}`;
  return step.before === null ? `removed the new file ${visible(step.path)}` : `restored ${visible(step.path)}`;
}
