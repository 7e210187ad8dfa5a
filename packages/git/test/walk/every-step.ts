import { edits } from './edits.ts';
import { history } from './history.ts';
import { settle } from './settle.ts';
import { side } from './side.ts';
import { staging } from './staging.ts';
import type { Steps } from './walk.ts';

/** Every step, as often as its weight says. */
export const everyStep: Steps = {
  steps: [...edits, ...staging, ...history, ...side].flatMap(([weight, step]) =>
    Array.from({ length: weight }, () => step),
  ),
  settle,
};
