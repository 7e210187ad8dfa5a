// Makes a new server from packages/template: npm run new-server -- weather
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readFiles } from './new-server/files.ts';
import { addPackage } from './new-server/in-repository.ts';
import { checkFree, checkName, UsageError, type Names } from './new-server/name.ts';
import { root, templateFolder } from './packages.ts';

const usage = `Usage: npm run new-server -- <name> [--standalone <folder>]

  <name>                 such as weather or my-notes; small letters, digits and hyphens
  --standalone <folder>  a repository of its own in this folder, instead of a package in this one
`;

// Ended by hand, the program that runs at that moment ends; what was made so far is taken away as after any failure.
process.on('SIGINT', () => {}).on('SIGTERM', () => {});

try {
  const { names } = asked(process.argv.slice(2));
  await addPackage(names);
  console.log(nextSteps(names));
} catch (error) {
  const wrong = error instanceof UsageError;
  console.error(`new-server: ${error instanceof Error ? error.message : String(error)}`);
  if (!wrong) console.error('Nothing was changed.');
  process.exitCode = wrong ? 2 : 1;
}

function asked(argv: readonly string[]): { names: Names } {
  const { positionals } = parse(argv);
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError(`A name is missing.\n\n${usage}`);
  if (others.length > 0) throw new UsageError(`One name is enough, not also "${others.join('", "')}".\n\n${usage}`);
  const code = [...readFiles(templateFolder)].flatMap(([file, text]) => (file.endsWith('.ts') ? [text] : []));
  const names = checkName(name, code);
  checkFree(names, path.join(root, 'packages'));
  return { names };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { standalone: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}

function nextSteps({ kebab }: Names): string {
  const folder = `packages/${kebab}`;
  return `
${folder} is a server that works. Next:
  npm test -- ${folder}   its tests; npm run check for types, lint, format and generated files
  npx @modelcontextprotocol/inspector node ${folder}/dist/main.mjs --folder ${folder}/sample
  docs/write-your-own-server.md   how to make it yours; start with ${folder}/src/server.ts
  README.md and scripts/conformance/servers.ts   each want a line for it
`;
}
