import { createVerify } from 'node:crypto';
import { Fields, isObject, type Json } from '../json.ts';
import type { App } from '../world/sign-in.ts';
import type { Token, World } from '../world/world.ts';
import { Refusal } from '../refusal.ts';
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
  if (token === undefined || (token.ends !== undefined && token.ends <= Date.now()))
    throw new Refusal(401, 'Bad credentials');
  return { text, token };
}

/** Seconds: the longest time that an App's statement may be good for, and how much clocks may differ. */
const longest = 600;
const skew = 60;

/** The App that a signed statement (a JSON Web Token) is of. */
export function authenticateApp(world: World, header: string | undefined): App {
  const [head = '', body = '', signature = ''] = (header ?? '').replace(/^bearer +/i, '').split('.');
  const claims = decode(body);
  const issuer = claims.text('iss') ?? claims.int('iss')?.toString();
  const app = world.apps.find(({ id }) => String(id) === issuer);
  if (app === undefined || decode(head).text('alg') !== 'RS256')
    throw new Refusal(401, 'A JSON web token could not be decoded');
  if (!createVerify('RSA-SHA256').update(`${head}.${body}`).verify(app.key, signature, 'base64url'))
    throw new Refusal(401, 'A JSON web token could not be decoded');
  const now = Date.now() / 1000;
  const [issued, ends] = [claims.int('iat') ?? Infinity, claims.int('exp') ?? Infinity];
  if (issued > now + skew)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (ends > now + longest + skew || ends - issued > longest + skew)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (ends < now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  return app;
}

function decode(part: string): Fields {
  try {
    const value: Json = JSON.parse(Buffer.from(part, 'base64url').toString());
    return new Fields(isObject(value) ? value : {});
  } catch {
    return new Fields({});
  }
}
