import { elements } from './xml-text.ts';

/** Returns the text of a part; undefined if there is none. */
export type Part = (name: string) => Promise<string | undefined>;

/** The parts that another part names, by the ids that it uses for them. */
export async function relationsOf(part: Part, name: string, base: string): Promise<Map<string, string>> {
  const all = await elements((await part(name)) ?? '<x/>', 'Relationship');
  return new Map(all.map(({ Id = '', Target = '' }) => [Id, Target.startsWith('/') ? Target.slice(1) : base + Target]));
}
