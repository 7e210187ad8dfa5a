/**
 * Requests that arrived together. A check of the disk that was made after a request arrived is as good for it as one that is
 * made later: its sender could not know of a change in between. So the requests of one batch share such checks, until
 * this program itself changes something.
 */
let batch: object | undefined;

/** Called when requests have arrived. */
export const beginBatch = (): void => void (batch = {});

/** Called when the event loop has turned: requests that continue later make their own checks. */
export const endBatch = (): void => void (batch = undefined);

/** Called when this program may have changed something. */
export function noteChange(): void {
  if (batch !== undefined) batch = {};
}

/** Identifies the batch whose checks can be shared; undefined if none can. */
export const currentBatch = (): object | undefined => batch;
