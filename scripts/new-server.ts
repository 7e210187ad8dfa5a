// Creates a server from packages/template: npm run new-server -- weather
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readFiles } from './new-server/files.ts';
import { addPackage } from './new-server/in-repository.ts';
import { checkFree, checkName, UsageError, type Names } from './new-server/name.ts';
import { checkTarget, makeRepository } from './new-server/standalone.ts';
import { root, templates, type Kind } from './packages.ts';

const usage = `Usage: npm run new-server -- <name> [--kind api|minimal|files] [--standalone <folder>]

  <name>                 such as weather or my-notes; small letters, digits and hyphens
  --kind api             the records of a web API (default)
  --kind minimal         one tool in one file
  --kind files           files in a folder, read in a helper process
  --standalone <folder>  a separate repository in this folder, instead of a package in this one
`;

// ^C ends the running program; the cleanup is then the same as after any failure.
process.on('SIGINT', () => {}).on('SIGTERM', () => {});

try {
  await main(process.argv.slice(2));
} catch (error) {
  const wrong = error instanceof UsageError;
  console.error(`new-server: ${error instanceof Error ? error.message : String(error)}`);
  if (!wrong) console.error('Nothing was changed.');
  process.exitCode = wrong ? 2 : 1;
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) return console.log(usage);
  const { names, kind, standalone } = asked(argv);
  if (standalone === undefined) {
    await addPackage(names, kind);
    console.log(afterPackage(names, kind));
  } else {
    await makeRepository(names, standalone.folder, kind);
    console.log(afterRepository(standalone.given, kind));
  }
}

interface Asked {
  names: Names;
  kind: Kind;
  /** The folder of a separate repository, absolute and as given. */
  standalone?: { folder: string; given: string };
}

/** @throws UsageError before anything is done */
function asked(argv: readonly string[]): Asked {
  if (process.env['npm_config_standalone'] !== undefined)
    throw new UsageError(`npm took --standalone for itself: put "--" in front of the name.\n\n${usage}`);
  const { positionals, values } = parse(argv);
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError(`A name is missing.\n\n${usage}`);
  if (others.length > 0) throw new UsageError(`"${others.join(' ')}" is one argument too many.\n\n${usage}`);
  const { kind = 'api' } = values;
  if (!isKind(kind)) throw new UsageError(`--kind is ${Object.keys(templates).join(', ')}, not "${kind}".\n\n${usage}`);
  const code = [...readFiles(templates[kind].folder)].flatMap(([file, text]) => (file.endsWith('.ts') ? [text] : []));
  const names = checkName(name, code);
  const given = values.standalone;
  if (given === undefined) {
    checkFree(names, path.join(root, 'packages'));
    return { names, kind };
  }
  if (given === '') throw new UsageError(`--standalone needs a folder.\n\n${usage}`);
  // npm runs scripts in the repository and reports the user's folder.
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  checkTarget(folder);
  return { names, kind, standalone: { folder, given } };
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(templates, text);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { standalone: { type: 'string' }, kind: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new UsageError(`${said}\n\n${usage}`, { cause: error });
  }
}

/** The arguments with which a new server starts, relative to its folder. */
function firstArguments(kind: Kind, folder: string): string {
  return { api: ' --url https://api.example.com/v1', minimal: '', files: ` --folder ${folder}sample` }[kind];
}

function afterPackage({ kebab }: Names, kind: Kind): string {
  const folder = `packages/${kebab}`;
  return `
${folder} is a server that works. Next:
  its tests    npm test -- ${folder}   (npm run check: types, lint, format, generated files)
  a look       npx @modelcontextprotocol/inspector node ${folder}/dist/main.mjs${firstArguments(kind, `${folder}/`)}
  make it yours: docs/write-your-own-server.md, beginning with ${folder}/src/server.ts
  before it is published: README.md, scripts/conformance/servers.ts, scripts/smoke/samples.ts, npm run changeset
`;
}

function afterRepository(folder: string, kind: Kind): string {
  return `
${folder} is a repository with a server that works. Next:
  its tests    cd ${folder} && npm install && npm test   (Node 22.19 or newer)
  a look       npx @modelcontextprotocol/inspector node dist/main.mjs${firstArguments(kind, '')}
  make it yours: README.md says how, and how to add it to a host and publish it; begin with src/server.ts
`;
}
