import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { thisMachine } from '../../packages/kit/src/setup/machine.ts';
import { hosts } from '../../packages/kit/src/setup/hosts/index.ts';
import { eras } from '../../packages/kit/src/testing/index.ts';
import { serverPackages } from '../packages.ts';
import { newestNode } from '../registry/nodes.ts';
import { publishServers } from '../registry/publish.ts';
import { startRegistry, type Registry } from '../registry/registry.ts';
import { newGround } from './ground.ts';
import { visit } from './visit.ts';

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
  await publishServers(registry);
});
afterAll(() => registry.close());

/** Returns the installation command of a README: the first shell block. */
function installLine(folder: string): string {
  const line = /^```sh\n(?<line>.*)\n```$/m.exec(readFileSync(path.join(folder, 'README.md'), 'utf8'))?.groups?.[
    'line'
  ];
  if (line === undefined)
    throw new Error(`The README in ${folder} does not begin with a line that installs the server.`);
  return line;
}

interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/**
 * From the README to the first answer: types the command, then starts exactly what was written into the host's
 * configuration.
 */
test.for(serverPackages())(
  'a newcomer adds $name to Claude Desktop and asks it something',
  async ({ folder, short }) => {
    const { bin } = await newestNode();
    const { folder: home, env, sample } = await newGround(short, bin, registry.npmrc);

    const line = installLine(folder);
    const typed = line.replaceAll(/(?<= )~\//g, `${home}${path.sep}`);
    // The README names the places of the sample; a shell expands the home.
    expect(typed.endsWith(['claude-desktop', ...sample.args].join(' ')), line).toBe(true);
    const asIs = process.platform === 'win32' ? typed : line;
    const said = execFileSync(asIs, {
      cwd: home,
      env,
      shell: true,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

    const file = hosts['claude-desktop'].file({ ...thisMachine(), home, env: {} });
    const { mcpServers }: { mcpServers: Record<string, Entry> } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(mcpServers)).toEqual([short]);
    const entry = mcpServers[short]!;
    expect(said).toBe('');
    // A token is added by hand, as the README says; other variables lead to a stand-in for the network.
    const program = { ...entry, env: { ...env, ...entry.env, ...sample.env }, cwd: path.parse(home).root };
    for (const era of eras) await visit(program, era, sample);
  },
);
