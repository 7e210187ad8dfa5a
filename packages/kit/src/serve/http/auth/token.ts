import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../../secrets/secret.ts';
import { ToolError } from '../../../errors.ts';
import { bearerChallenge, bearerOf, unauthorised, type Gate } from './gate.ts';

/** The minimum length in characters. A token that a person makes up can be guessed. */
const shortest = 16;

/** Accepts the one token that the server was started with. */
export function tokenGate(expected: Secret): Gate {
  if (expected.reveal().length < shortest)
    throw new ToolError(
      'invalid',
      `The token for HTTP is shorter than ${shortest} characters; make one with: openssl rand -hex 32`,
    );
  const digest = digestOf(expected.reveal());
  const gate: Gate = {
    name: 'token',
    individual: false,
    async check(request) {
      // Digests have the same length, so the comparison takes the same time for any input.
      if (!timingSafeEqual(digestOf(bearerOf(request, gate)), digest))
        throw unauthorised(gate, 'The token is not the one that this server expects.');
      return { id: 'token' };
    },
    challenge: (problem) => bearerChallenge({ error: problem?.error, error_description: problem?.description }),
  };
  return gate;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
