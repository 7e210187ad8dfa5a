import { contains, ToolError, visible, type Confined, type Job } from '@mcp-reference/kit/sandbox';
import { beginChange, changes, endChange, keepChange, keepsChanges, type Change } from '../files/journal.ts';
import type { Steps } from '../files/detect.ts';
import { Foreseen } from './undo-check.ts';
import { linesOf, takeBack } from './undo-step.ts';

export interface UndoParams {
  /** The number of changes to undo, newest first. */
  count: number;
  /** The id of one change to undo instead. */
  id?: string | undefined;
  dryRun: boolean;
}

export interface Undone {
  id: string;
  tool: string;
  time: number;
  /** A line for each step that was, or would be, undone. */
  lines: string[];
}

export interface UndoneChanges {
  undone: Undone[];
  /** The number of changes that `count` leaves out. */
  older: number;
}

/** Undoes the last changes inside the folders. All steps of a change are checked before the first is undone. */
export function* undo(fs: Confined, { count, id, dryRun }: UndoParams, job: Job): Steps<UndoneChanges> {
  if (!keepsChanges()) {
    throw new ToolError('unsupported', 'Changes are not kept: this server was started with --no-undo.');
  }
  const wanted = changes().filter((change) => change.steps.length > 0 && isInside(fs, change));
  const all = wanted.filter((one) => (id === undefined ? one.undoes === undefined : one.id === id));
  const chosen = all.slice(0, count);
  if (chosen.length === 0) {
    throw new ToolError(
      'not_found',
      id === undefined
        ? 'There is no change to undo in these folders.'
        : `There is no change "${visible(id)}" that can be undone.`,
    );
  }
  const undone: Undone[] = [];
  let foreseen = new Foreseen(fs);
  for (const change of chosen) {
    let lines: string[];
    try {
      if (!dryRun) foreseen = new Foreseen(fs);
      for (const step of change.steps.toReversed()) yield* foreseen.check(step);
      fs.close();
      lines = dryRun ? change.steps.toReversed().flatMap(linesOf) : yield* takeBackAll(fs, change, job);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const verb = dryRun ? 'can be' : 'were';
      const before = undone.length === 0 ? 'Nothing was undone.' : `${undone.length} newer changes ${verb} undone.`;
      const partial = error.reason === 'partial';
      const message = `The change ${change.id} (${change.tool}) cannot be undone${partial ? ' completely' : ''}: ${error.message}`;
      throw new ToolError(error.code, partial ? message : `${message} ${before}`, { cause: error });
    }
    undone.push({ id: change.id, tool: change.tool, time: change.time, lines });
    yield;
  }
  return { undone, older: all.length - chosen.length };
}

/** True for a change in these folders, also where a folder on its way now leads out of them: undoing it says so. */
function isInside(fs: Confined, { steps }: Change): boolean {
  return steps.every((step) =>
    (step.did === 'move' ? [step.from, step.to] : [step.path]).every((place) => {
      try {
        return fs.named(place).folder.writable;
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return error.code === 'not_found' || (error.reason !== 'hidden' && wasInside(fs, place));
      } finally {
        fs.close();
      }
    }),
  );
}

const wasInside = (fs: Confined, place: string): boolean =>
  fs.roots.some(({ real, writable }) => writable && contains(real, place, process.platform));

/** Undoes the steps of a change, last first. If one fails after all, the others stay a change that can be undone. */
function* takeBackAll(fs: Confined, change: Change, job: Job): Steps<string[]> {
  const rest = change.steps.slice();
  const lines: string[] = [];
  beginChange();
  try {
    for (let step = rest.at(-1); step !== undefined; step = rest.at(-1)) {
      lines.push(...(yield* takeBack(fs, step, job)));
      rest.pop();
      fs.close();
      job.progress(change.steps.length - rest.length, change.steps.length);
      yield;
    }
    return lines;
  } catch (error) {
    if (!(error instanceof ToolError) || lines.length === 0) throw error;
    const done = `Undone before that: ${lines.slice(0, 5).join('; ')}${lines.length > 5 ? ' ...' : ''}.`;
    throw new ToolError(error.code, `${error.message} ${done} Undo continues there.`, {
      cause: error,
      reason: 'partial',
    });
  } finally {
    if (rest.length < change.steps.length) {
      endChange('undo', change.id);
      if (rest.length > 0) keepChange({ tool: change.tool, steps: rest });
    }
  }
}
