// The command of the package @mcp-reference/create-server: npm create @mcp-reference/server weather
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { kindOf, namesFor, oneName, parseCommand, runCommand } from './command.ts';
import { execute } from './execute.ts';
import type { Files } from './files.ts';
import { UsageError } from './name.ts';
import { afterRepository } from './next-steps.ts';
import { checkTarget, makeRepository } from './standalone.ts';

const usage = `Usage: npm create @mcp-reference/server <name> -- [--kind api|minimal|files] [--folder <folder>]

  <name>             such as weather or my-notes; small letters, digits and hyphens
  --kind api         the records of a web API (default)
  --kind minimal     one tool in one file
  --kind files       files in a folder, read in a helper process
  --folder <folder>  the folder to make; by default the name
`;

await runCommand('create-server', async () => {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  for (const option of ['kind', 'folder'])
    if (process.env[`npm_config_${option}`] !== undefined)
      throw new UsageError(`npm took --${option} for itself: put "--" in front of it.\n\n${usage}`);
  const { positionals, values } = parseCommand(argv, ['kind', 'folder'], usage);
  const kind = kindOf(values['kind'], usage);
  const sources = packedSources();
  const names = namesFor(oneName(positionals, usage), kind, sources);
  const given = values['folder'] ?? names.kebab;
  if (given === '') throw new UsageError(`--folder needs a folder.\n\n${usage}`);
  const folder = path.resolve(given);
  checkTarget(folder);
  await makeRepository({ names, kind, folder, sources, format });
  console.log(afterRepository(given, kind));
});

/** Reads the sources that the build packed. */
function packedSources(): Files {
  const text = readFileSync(new URL('sources.json', import.meta.url), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

/** Formats with the package's own formatter, which is installed beside it where its platform has one. */
async function format(folder: string): Promise<void> {
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve('oxfmt/package.json');
  } catch {
    return console.error('The formatter is not available here; run "npm run format" after "npm install".');
  }
  const { bin }: { bin: string | Record<string, string> } = JSON.parse(readFileSync(manifest, 'utf8'));
  const program = typeof bin === 'string' ? bin : (bin['oxfmt'] ?? '');
  await execute(process.execPath, [path.join(path.dirname(manifest), program)], folder);
}
