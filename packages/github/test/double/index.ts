import type { Fault, Matcher } from './http/faults.ts';
import { Faults } from './http/faults.ts';
import { RateLimits } from './http/headers.ts';
import type { Request } from './http/requests.ts';
import type { Room } from './http/room.ts';
import { listen } from './http/server.ts';
import { seed } from './world/seed/index.ts';
import { allScopes, World } from './world/world.ts';

export { faults } from './http/matrix.ts';
export type { Fault, Matcher, Request };
export type { World };

export interface Options {
  /** Checks every answer of the double's own against the description, too; one that fails becomes a 500. */
  strict?: boolean;
  /** A GitHub Enterprise Server 3.19: operations and fields that it lacks are 404 and errors. */
  server?: boolean;
  /** Leaves the world empty but for the user `octo`, whose token it is. */
  empty?: boolean;
  /** Default: a free one. */
  port?: number;
}

/** A GitHub of one's own: see README.md beside this file. */
export interface Double {
  /** Base of the REST API; GraphQL is at `/graphql`, raw contents at `/raw/<owner>/<repo>/<ref>/<path>`. No slash at the end. */
  url: string;
  /** A made-up token of the user `octo` that may do everything. */
  token: string;
  readonly state: World;
  /** Every request since the start, or since the test emptied it. */
  requests: Request[];
  /** Everything in requests that the description does not allow, with the request's method and path. */
  readonly violations: string[];
  /** Spoils the answers to the requests that fit; returns what takes it back. */
  fail(matcher: Matcher, fault: Fault): () => void;
  /** Takes all faults back. */
  heal(): void;
  /** Begins again with the sample world, without faults and requests; the address and the token stay. */
  reset(): void;
  close(): Promise<void>;
}

export async function startDouble(options: Options = {}): Promise<Double> {
  const world = new World();
  const room: Room = {
    url: '',
    world,
    faults: new Faults(),
    requests: [],
    limits: new RateLimits(),
    server: options.server ?? false,
    strict: options.strict ?? false,
  };
  const octo = seed(world, options.empty ?? false);
  const token = world.addToken(octo);
  const { url, close } = await listen(room, options.port ?? 0);
  room.url = url;
  return {
    url,
    token,
    get state() {
      return room.world;
    },
    requests: room.requests,
    get violations() {
      return room.requests.flatMap(({ method, path, violations }) =>
        violations.map((one) => `${method} ${path}: ${one}`),
      );
    },
    fail: (matcher, fault) => room.faults.add(matcher, fault),
    heal: () => room.faults.clear(),
    reset() {
      room.world = new World();
      room.world.tokens.set(token, {
        user: seed(room.world, options.empty ?? false),
        kind: 'classic',
        scopes: allScopes,
      });
      room.faults.clear();
      room.limits = new RateLimits();
      room.requests.length = 0;
    },
    close,
  };
}
