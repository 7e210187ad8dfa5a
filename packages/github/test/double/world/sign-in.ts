import { createPublicKey, type KeyObject, randomBytes, randomInt } from 'node:crypto';
import type { User } from './types.ts';
import type { World } from './world.ts';

/** A GitHub App, as far as signing in goes. */
export interface App {
  id: number;
  slug: string;
  owner: User;
  key: KeyObject;
  /** By id: the accounts whose repositories it may change. */
  installations: Map<number, User>;
  /** The user that its tokens belong to. */
  bot: User;
}

/** A sign-in by the device flow that has begun. */
export interface DeviceSignIn {
  deviceCode: string;
  userCode: string;
  clientId: string;
  scopes: string[];
  state: 'pending' | 'denied' | { token: string };
  /** Seconds that the caller must wait between requests. */
  interval: number;
  /** Milliseconds of the real clock. */
  lastAsked: number;
}

/** Makes an App that is installed on an account; `publicKey` is in PEM. */
export function newApp(world: World, owner: User, publicKey: string): { app: App; installation: number } {
  const id = world.nextId();
  const slug = `gardener-${id}`;
  const bot = world.addUser(`${slug}[bot]`, { type: 'Bot' });
  const installation = world.nextId();
  const app: App = {
    id,
    slug,
    owner,
    key: createPublicKey(publicKey),
    installations: new Map([[installation, owner]]),
    bot,
  };
  bot.installedOn.add(owner);
  world.apps.push(app);
  return { app, installation };
}

export function beginDeviceSignIn(world: World, clientId: string, scopes: string[]): DeviceSignIn {
  const letters = (count: number) =>
    Array.from({ length: count }, () => 'BCDFGHJKLMNPQRSTVWXZ'[randomInt(20)]).join('');
  const begun: DeviceSignIn = {
    deviceCode: randomBytes(20).toString('hex'),
    userCode: `${letters(4)}-${letters(4)}`,
    clientId,
    scopes,
    state: 'pending',
    interval: world.deviceInterval,
    lastAsked: 0,
  };
  world.deviceSignIns.push(begun);
  return begun;
}

/** Acts as the person in the browser: agrees, with the code that they were shown, or refuses. */
export function confirmDevice(world: World, userCode: string, answer: User | 'denied'): void {
  const begun = world.deviceSignIns.find((one) => one.userCode === userCode);
  if (begun === undefined) throw new Error(`Nobody was shown the code ${userCode}`);
  begun.state = answer === 'denied' ? 'denied' : { token: world.addToken(answer, begun.scopes) };
}
