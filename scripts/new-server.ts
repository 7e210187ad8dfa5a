// Creates a server from packages/template: npm run new-server -- weather
import path from 'node:path';
import { oneName, parseCommand, kindOf, namesFor, runCommand } from './new-server/command.ts';
import { execute } from './new-server/execute.ts';
import { addPackage } from './new-server/in-repository.ts';
import { checkFree, UsageError, type Names } from './new-server/name.ts';
import { afterRepository, firstArguments } from './new-server/next-steps.ts';
import { readSources } from './new-server/sources.ts';
import { checkTarget, makeRepository } from './new-server/standalone.ts';
import { root, type Kind } from './packages.ts';

const usage = `Usage: npm run new-server -- <name> [--kind api|minimal|files] [--standalone <folder>]

  <name>                 such as weather or my-notes; small letters, digits and hyphens
  --kind api             the records of a web API (default)
  --kind minimal         one tool in one file
  --kind files           files in a folder, read in a helper process
  --standalone <folder>  a separate repository in this folder, instead of a package in this one
`;

await runCommand('new-server', async () => {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  const { names, kind, standalone } = asked(argv);
  if (standalone === undefined) {
    await addPackage(names, kind);
    return console.log(afterPackage(names, kind));
  }
  const format = (folder: string) => execute('oxfmt', [], folder);
  await makeRepository({ names, kind, folder: standalone.folder, sources: readSources(), format });
  console.log(afterRepository(standalone.given, kind));
});

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
  const { positionals, values } = parseCommand(argv, ['standalone', 'kind'], usage);
  const name = oneName(positionals, usage);
  const kind = kindOf(values['kind'], usage);
  const names = namesFor(name, kind, readSources());
  const given = values['standalone'];
  if (given === undefined) {
    checkFree(names, path.join(root, 'packages'));
    return { names, kind };
  }
  if (given === '') throw new UsageError(`--standalone needs a folder.\n\n${usage}`);
  // npm runs scripts in the repository and reports the user's folder.
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  const inside = path.relative(root, folder);
  if (inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside)))
    throw new UsageError(`"${folder}" is inside this repository; leave out --standalone, or name a folder elsewhere.`);
  checkTarget(folder);
  return { names, kind, standalone: { folder, given } };
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
