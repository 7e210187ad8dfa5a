import { rolldown, type OutputChunk, type OutputOptions, type RolldownOptions } from 'rolldown';

/** A moment in the life of a server that loads a module and all that this imports. */
interface Phase {
  /** The chunk of these modules, and of those among them that helper processes load, too. */
  chunk: string;
  shared: string;
  begins(module: string): boolean;
  /** True if most tools import a part of it. */
  ofTools?: true;
}

const phases: readonly Phase[] = [
  { chunk: 'entry', shared: 'entry', begins: (module) => /[\\/]start[\\/]entry\.ts$/.test(module) },
  { chunk: 'start', shared: 'start-shared', begins: (module) => /[\\/]src[\\/]main\.ts$/.test(module) },
  { chunk: 'call', shared: 'start-shared', begins: (module) => /[\\/]serve[\\/]call\.ts$/.test(module), ofTools: true },
  { chunk: 'inline', shared: 'inline-shared', begins: (module) => /[\\/]operations[\\/]inline\.ts$/.test(module) },
];

/**
 * Returns the name of the chunk for each module that is loaded in a phase. Without this, modules that several entries share become
 * chunks of a few lines, and Node takes longer to find and link one than to run it.
 *
 * The build is made once without it, because only a build knows what is left of each import.
 */
export async function phaseChunks(
  input: RolldownOptions,
  output: OutputOptions,
): Promise<(module: string) => string | null> {
  const build = await rolldown(input);
  const made = await build.generate({ ...output, minify: false });
  await build.close();
  const chunks = made.output.filter((part) => part.type === 'chunk');
  const reached = reach(chunks);
  const inHelpers = reached(chunks.filter(({ isEntry, name }) => isEntry && name !== 'main'));
  const chunkOf = new Map<string, string>();
  for (const { chunk: own, shared, begins, ofTools } of phases) {
    const first = chunks.filter(({ moduleIds }) => moduleIds.some(begins));
    for (const chunk of [...reached(first), ...(ofTools ? common(chunks.filter(isTool), reached) : [])]) {
      const name = inHelpers.has(chunk) ? shared : own;
      // The first module stays apart: one that waits for the session to end would have the others of its chunk wait.
      for (const module of chunk.moduleIds) if (!chunkOf.has(module) && !begins(module)) chunkOf.set(module, name);
    }
  }
  return (module) => chunkOf.get(module) ?? null;
}

/** Returns chunks and all that they import, not counting what they import when something is called. */
type Reach = (from: readonly OutputChunk[]) => ReadonlySet<OutputChunk>;

function reach(all: readonly OutputChunk[]): Reach {
  const files = new Map(all.map((chunk) => [chunk.fileName, chunk]));
  return (from) => {
    const found = new Set(from);
    for (const { imports } of found) for (const file of imports) add(found, files.get(file));
    return found;
  };
}

const add = <T>(set: Set<T>, value: T | undefined): void => void (value !== undefined && set.add(value));

const isTool = ({ facadeModuleId }: OutputChunk): boolean => /[\\/]src[\\/]tools[\\/]/.test(facadeModuleId ?? '');

/** The chunks that more than half of the tools import. */
function common(tools: readonly OutputChunk[], reached: Reach): readonly OutputChunk[] {
  const uses = new Map<OutputChunk, number>();
  for (const tool of tools) for (const chunk of reached([tool])) uses.set(chunk, (uses.get(chunk) ?? 0) + 1);
  return [...uses.keys()].filter((chunk) => (uses.get(chunk) ?? 0) > tools.length / 2);
}
