// Creates a server from packages/template: npm run new-server -- weather
import { readRequest, usage } from './new-server/request.ts';
import { runCommand } from './new-server/command.ts';
import { execute } from './new-server/execute.ts';
import { addPackage } from './new-server/in-repository.ts';
import type { Names } from './new-server/name.ts';
import { afterRepository, firstArguments } from './new-server/next-steps.ts';
import { readSources } from './new-server/sources.ts';
import { makeRepository } from './new-server/standalone.ts';
import type { Kind } from './packages.ts';

await runCommand('new-server', async () => {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  const { names, kind, standalone } = readRequest(argv, process.env, process.cwd());
  if (standalone === undefined) {
    await addPackage(names, kind);
    return console.log(afterPackage(names, kind));
  }
  const format = (folder: string) => execute('oxfmt', [], folder);
  await makeRepository({ names, kind, folder: standalone.folder, sources: readSources(), format });
  console.log(afterRepository(standalone.given, kind));
});

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
