import type { User } from './types.ts';
import type { Project } from './types-talk.ts';

/** Projects that are not public are for their owner and the members of an organization. */
export function mayRead(viewer: User | null, project: Project): boolean {
  return project.public || (viewer !== null && (project.owner === viewer || project.owner.members.has(viewer)));
}
