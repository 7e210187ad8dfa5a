/**
 * Requests that arrived together. A check of the disk that was made after a request arrived is as good for it as one that is
 * made later: its sender could not know of a change in between. So the requests of one batch share such checks, until
 * this program itself changes something.
 */
let batch: object | undefined;

/** Let go of what the requests of the batch share. */
let endings: (() => void)[] = [];

/** Called when requests have arrived. */
export function beginBatch(): void {
  endBatch();
  batch = {};
}

/** Called when the event loop has turned: requests that continue later make their own checks. */
export function endBatch(): void {
  batch = undefined;
  if (endings.length === 0) return;
  const all = endings;
  endings = [];
  for (const end of all) end();
}

/** Calls `act` once, when the batch is over, also if a change has made a new one of it. */
export const whenBatchEnds = (act: () => void): void => void endings.push(act);

/** Called when this program may have changed something. */
export function noteChange(): void {
  if (batch !== undefined) batch = {};
}

/** Identifies the batch whose checks can be shared; undefined if none can. */
export const currentBatch = (): object | undefined => batch;
