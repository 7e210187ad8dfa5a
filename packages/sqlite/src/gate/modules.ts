/** Virtual tables that live in their own database; others can lead out of it. */
const modules = new Set(['FTS3', 'FTS4', 'FTS5', 'FTS5VOCAB', 'RTREE', 'RTREE_I32', 'GEOPOLY']);

/** Adds the modules of extensions that the user chose. */
export function allowModules(names: readonly string[]): void {
  for (const name of names) modules.add(name.toUpperCase());
}

export const isAllowedModule = (name: string): boolean => modules.has(name.toUpperCase());
export const allowedModules = (): string => [...modules].join(', ').toLowerCase();
