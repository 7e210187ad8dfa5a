import { createHash } from 'node:crypto';
import type { User } from './types.ts';
import type { Gist } from './types-talk.ts';
import type { World } from './world.ts';

export function newGist(
  world: World,
  owner: User,
  description: string | null,
  isPublic: boolean,
  files: Map<string, string>,
): Gist {
  const at = world.now();
  const name = createHash('md5').update(`${owner.login} ${world.nextId()}`).digest('hex');
  const gist: Gist = world.add({
    kind: 'Gist' as const,
    name,
    owner,
    description,
    public: isPublic,
    files,
    comments: 0,
    createdAt: at,
    updatedAt: at,
  });
  world.gists.push(gist);
  return gist;
}
