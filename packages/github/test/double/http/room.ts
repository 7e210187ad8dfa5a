import type { World } from '../world/world.ts';
import type { Faults } from './faults.ts';
import type { RateLimits } from './headers.ts';
import type { Request } from './requests.ts';

/** State that the parts of a running double share. */
export interface Room {
  url: string;
  world: World;
  faults: Faults;
  requests: Request[];
  limits: RateLimits;
  /** True for a GitHub Enterprise Server, which lacks what is new. */
  server: boolean;
  /** True if it checks its own answers, too. */
  strict: boolean;
}
