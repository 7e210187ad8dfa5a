import type { Token } from '../world/world.ts';
import { Refusal } from './reply.ts';
import type { Room } from './room.ts';

/** A token, and what it stands for. */
export interface Held {
  text: string;
  token: Token;
}

/** The user that an `authorization` header stands for; undefined without one. */
export function authenticate(room: Room, header: string | undefined): Held | undefined {
  if (header === undefined) return undefined;
  const text = header.replace(/^(token|bearer) +/i, '');
  const token = room.world.tokens.get(text);
  if (token === undefined) throw new Refusal(401, 'Bad credentials');
  return { text, token };
}
