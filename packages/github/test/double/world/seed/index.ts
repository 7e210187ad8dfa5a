import type { User } from '../types.ts';
import type { World } from '../world.ts';
import { seedGarden } from './garden.ts';
import { seedOthers } from './others.ts';
import { seedWork } from './work.ts';

/** Fills a world with the sample that the README describes; returns `octo`, whose token the double hands out. */
export function seed(world: World, empty: boolean): User {
  const octo = world.addUser('octo', {
    name: 'Octavia Beet',
    email: 'octo@example.com',
    bio: 'Grows vegetables and software.',
    location: 'Bremen',
  });
  if (empty) return octo;
  const people = {
    octo,
    mona: world.addUser('mona', { name: 'Mona Chard', email: 'mona@example.com', location: 'Utrecht' }),
    stranger: world.addUser('stranger', { name: null, bio: 'Passing by.' }),
    copilot: world.addUser('copilot-swe-agent[bot]', { type: 'Bot', name: 'Copilot' }),
    reviewer: world.addUser('Copilot', { type: 'Bot', name: 'Copilot' }),
  };
  octo.followers.add(people.mona);
  seedWork(world, seedGarden(world, people), people);
  seedOthers(world, people);
  return octo;
}

export type People = Record<'octo' | 'mona' | 'stranger' | 'copilot' | 'reviewer', User>;
