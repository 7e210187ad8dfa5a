import type { World } from '../world/world.ts';
import type { Faults } from './faults.ts';
import type { RateLimits } from './headers.ts';
import type { Request } from './requests.ts';

/** What the parts of a running double share. */
export interface Room {
  url: string;
  world: World;
  faults: Faults;
  requests: Request[];
  limits: RateLimits;
  /** Whether it is a GitHub Enterprise Server, which lacks what is new. */
  server: boolean;
  /** Whether it checks its own answers, too. */
  strict: boolean;
}
