import type { Bounds } from '../helper/bounds.ts';

/** Runs an operation in steps to its end, and leaves it when a step has to wait or a limit is reached. */
export function drive(steps: Generator<unknown, unknown>, limits: Bounds): unknown {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    try {
      if (typeof step.value === 'function') limits.mustNotWait();
      limits.pause();
    } catch (error) {
      // Thrown inside the operation, so that it cleans up.
      steps.throw(error);
      throw error;
    }
  }
}
