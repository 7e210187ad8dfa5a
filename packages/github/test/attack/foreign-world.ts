import { startDouble, type Double, type World } from '../double/index.ts';
import { seedGarden } from '../double/world/seed/garden.ts';
import { seedWork } from '../double/world/seed/work.ts';
import { commitTexts } from '../double/world/texts.ts';
import type { Repository, Thing } from '../double/world/types.ts';

/** The text in everything that the other repository holds. */
export const mark = 'NOT-OF-THE-GARDEN';

const marked = new Set(['title', 'body', 'description', 'message', 'summary', 'log', 'comment', 'secret']);

export interface Foreign {
  repository: Repository;
  /** One thing of each kind: issue, comment, run, alert. */
  things: readonly Thing[];
  /** Commits, trees and blobs that only this repository has. */
  shas: readonly string[];
}

/** A double in which `octo/shed` has a twin of everything in `octo/garden`, with the same numbers and other ids. */
export async function startWorld(): Promise<{ double: Double; foreign: () => Foreign }> {
  const double = await startDouble();
  let made: { world: World; foreign: Foreign } | undefined;
  return {
    double,
    foreign() {
      if (made?.world !== double.state) made = { world: double.state, foreign: addShed(double.state) };
      return made.foreign;
    },
  };
}

function addShed(world: World): Foreign {
  const user = (login: string) => {
    const found = world.user(login);
    if (found === undefined) throw new Error(`There is no ${login}.`);
    return found;
  };
  const people = {
    octo: user('octo'),
    mona: user('mona'),
    stranger: user('stranger'),
    copilot: user('copilot-swe-agent[bot]'),
    reviewer: user('Copilot'),
  };
  const before = world.repositories.length;
  const shed = seedGarden(world, people);
  shed.name = 'shed';
  seedWork(world, shed, people);
  // The two are found by their names from here on.
  if (world.repositories[before] !== shed) throw new Error('The sample world has changed.');
  const files = { 'README.md': mark, 'plan/watering.md': mark, 'src/water.ts': mark, 'shed.txt': mark };
  const commit = commitTexts(world, shed, people.octo, files, mark);
  for (const branch of ['rain', 'only-shed']) commitTexts(world, shed, people.mona, files, `${mark} ${branch}`, branch);
  const kinds = new Map<string, Thing>();
  walk(shed, (thing) => {
    for (const [key, value] of Object.entries(thing))
      if (marked.has(key) && typeof value === 'string') Object.assign(thing, { [key]: `${mark} ${value}` });
    const { kind, id, nodeId } = thing as Partial<Thing> & { kind?: string };
    if (kind !== undefined && id !== undefined && nodeId !== undefined)
      kinds.set(`${kind} ${'pull' in thing && thing['pull'] !== null ? 'pull' : ''}`, thing as unknown as Thing);
  });
  for (const one of world.notifications.filter(({ repo }) => repo === shed)) {
    one.subject.title = `${mark} ${one.subject.title}`;
    kinds.set(one.kind, one);
  }
  return { repository: shed, things: [...kinds.values()], shas: [commit.sha, commit.sha.slice(0, 12), commit.tree] };
}

/** A text that changes with everything in a repository. */
export function fingerprint({ repository }: Foreign): string {
  const parts: unknown[] = [[...repository.refs], repository.stars.size, [...repository.watchers.values()]];
  walk(repository, (thing) => {
    parts.push(Object.values(thing).map((one) => (one instanceof Set || one instanceof Map ? one.size : plain(one))));
  });
  return JSON.stringify(parts);
}

const plain = (value: unknown): unknown =>
  typeof value !== 'object' ? value : Array.isArray(value) ? value.length : value === null;

/** Calls back with each object that belongs to a repository, itself included. */
function walk(start: object, found: (thing: Record<string, unknown>) => void, seen = new Set<unknown>()): void {
  if (seen.has(start)) return;
  seen.add(start);
  found(start as Record<string, unknown>);
  for (const value of Object.values(start)) {
    for (const inner of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof inner !== 'object' || inner === null || Object.getPrototypeOf(inner) !== Object.prototype) continue;
      const { kind } = inner as { kind?: string };
      if (kind !== 'User' && kind !== 'Repository') walk(inner, found, seen);
    }
  }
}
