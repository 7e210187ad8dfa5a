import { missing, ToolError, visible, type Confined, type Job, count } from '@mcp-reference/kit/sandbox';
import { beginChange } from '../files/journal.ts';
import { move, type MoveParams } from './move.ts';
import { placeFor } from '../files/place.ts';

/** Moves several things, all or none: everything is looked at first, and what was moved goes back when one fails after all. */
export function* moveMany(
  fs: Confined,
  { moves, dryRun }: { moves: MoveParams[]; dryRun: boolean },
  job: Job,
): Generator<undefined, number> {
  const taken = new Set<string>();
  for (const { source, destination } of moves) {
    const from = fs.named(source);
    if (from.stat === undefined) throw missing(source);
    const { folder, name } = placeFor(fs, destination, from.stat.kind, from);
    const place = folder.placeOf(name);
    if (taken.has(place))
      throw new ToolError(
        'conflict',
        `"${visible(destination)}" is the destination of more than one move; nothing was moved.`,
      );
    taken.add(place);
    fs.close();
    yield;
  }
  if (dryRun) return moves.length;
  // By their real paths: a relative one may mean something else once the entry is elsewhere.
  const done: MoveParams[] = [];
  try {
    for (const one of moves) {
      const { from, to } = yield* move(fs, one, job);
      fs.close();
      done.push({ source: from, destination: to });
      job.progress(done.length, moves.length);
      yield;
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const rest = yield* undo(fs, done, job, error.reason === 'partial');
    throw new ToolError(error.code, `${error.message} ${rest}`.trimEnd(), { cause: error });
  }
  return done.length;
}

/**
 * Takes the moves before the one that failed back. Returns what became of them.
 * @param isPartial true if the one that failed has moved a part, which its error says
 */
function* undo(fs: Confined, done: MoveParams[], job: Job, isPartial: boolean): Generator<undefined, string> {
  const stayed: string[] = [];
  for (const { source, destination } of done.toReversed()) {
    try {
      yield* move(fs, { source: destination, destination: source }, job);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      stayed.push(`"${visible(destination)}"`);
    }
  }
  if (stayed.length === 0) {
    // Moved and moved back: there is nothing to undo.
    beginChange();
    if (!isPartial) return 'Nothing was moved.';
    return done.length === 0 ? '' : 'The moves before it were taken back.';
  }
  const examples = stayed.slice(0, 5).join(', ') + (stayed.length > 5 ? ' ...' : '');
  return `The moves before it were taken back, except ${count(stayed.length, 'entry', 'entries')} that stay at the new place: ${examples}.`;
}
