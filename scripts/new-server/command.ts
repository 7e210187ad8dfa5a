import { parseArgs } from 'node:util';
import { templates, type Kind } from '../packages.ts';
import type { Files } from './files.ts';
import { checkName, UsageError, type Names } from './name.ts';
import { folderOf, within } from './sources.ts';

/** Runs a command to its end and turns an error into a message and an exit code. */
export async function runCommand(command: string, main: () => Promise<void>): Promise<void> {
  // ^C ends the running program; the cleanup is then the same as after any failure.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  try {
    await main();
  } catch (error) {
    const wrong = error instanceof UsageError;
    console.error(`${command}: ${error instanceof Error ? error.message : String(error)}`);
    if (!wrong) console.error('Nothing was changed.');
    process.exitCode = wrong ? 2 : 1;
  }
}

/** @throws UsageError for an option that is not in the list */
export function parseCommand(
  argv: readonly string[],
  options: readonly string[],
  usage: string,
): { positionals: string[]; values: Readonly<Record<string, string | undefined>> } {
  try {
    return parseArgs({
      args: [...argv],
      options: Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
      allowPositionals: true,
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new UsageError(`${said}\n\n${usage}`, { cause: error });
  }
}

/** @throws UsageError unless exactly one name was given */
export function oneName([name, ...others]: readonly string[], usage: string): string {
  if (name === undefined) throw new UsageError(`A name is missing.\n\n${usage}`);
  if (others.length > 0) throw new UsageError(`"${others.join(' ')}" is one argument too many.\n\n${usage}`);
  return name;
}

/** @throws UsageError for a kind that does not exist */
export function kindOf(given: string | undefined, usage: string): Kind {
  const kind = given ?? 'api';
  if (!isKind(kind)) throw new UsageError(`--kind is ${Object.keys(templates).join(', ')}, not "${kind}".\n\n${usage}`);
  return kind;
}

const isKind = (text: string): text is Kind => Object.hasOwn(templates, text);

/** @throws UsageError for a name that does not work in the code of this kind */
export function namesFor(name: string, kind: Kind, sources: Files): Names {
  const template = within(sources, folderOf(kind));
  return checkName(
    name,
    [...template].flatMap(([file, text]) => (file.endsWith('.ts') ? [text] : [])),
  );
}
