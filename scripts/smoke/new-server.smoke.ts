// A newcomer creates a server, in this repository and in a separate one, and follows the guide exactly.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eras, startHttpServer, startSession } from '../../packages/kit/src/testing/index.ts';
import { edited, readGuide } from '../new-server/guide.ts';
import { root } from '../packages.ts';
import { emptyHome } from '../registry/home.ts';
import { nodeOf, nodeVersions } from '../registry/nodes.ts';
import { publishServers } from '../registry/publish.ts';
import { startRegistry } from '../registry/registry.ts';
import { inspect } from './inspect.ts';
import { personAtTerminal, type } from './person.ts';

const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'new-server-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

const guide = readGuide(readFileSync(path.join(root, 'docs/write-your-own-server.md'), 'utf8'));

const repository = path.join(scratch, 'servers');

/** A fresh clone of this repository, without installed and built files. */
beforeAll(() => {
  const made = new Set(['node_modules', 'dist', '.turbo', '.git', '.reports']);
  cpSync(root, repository, { recursive: true, filter: (file) => !made.has(path.basename(file)) });
});

/** Checks the answers of a new server, to clients of both eras and to the inspector. */
async function tryOut(folder: string): Promise<void> {
  const server = [path.join(folder, 'dist/main.mjs'), '--folder', path.join(folder, 'sample')];
  for (const era of eras) {
    const session = await startSession({ era, args: server });
    try {
      const { text } = await session.call('find_entries', { text: 'title' });
      expect(text).toBe('[2 entries]\nfirst: Getting started\nsecond: What to try');
      expect(await session.readResource('weather://entries/first')).toMatchObject([
        { text: readFileSync(path.join(folder, 'sample/first.md'), 'utf8') },
      ]);
      expect(session.stderr()).toBe('');
    } finally {
      await session.close();
    }
  }
  expect(await inspect(server, '--method', 'tools/list')).toMatchObject({ tools: [{ name: 'find_entries' }] });
  const call = ['--method', 'tools/call', '--tool-name', 'find_entries', '--tool-arg', 'text=heading'];
  expect(await inspect([...server, '--structured-output'], ...call)).toMatchObject({
    structuredContent: { entries: [] },
  });
}

describe('a server in this repository', () => {
  const env = personAtTerminal();
  const folder = path.join(repository, 'packages/weather');
  let said: string;

  beforeAll(async () => {
    said = await type('npm run --silent new-server -- weather --kind files', repository, env);
  });

  test('answers', async () => {
    expect(said).toMatch(/^\npackages\/weather is a server that works\. Next:\n/);
    await tryOut(folder);
  });

  // The guide runs the tests of the template, too; unchanged, they run in the other repository.
  test('becomes what the guide makes of it, and passes its tests and every check', { timeout: 600_000 }, async () => {
    for (const edit of guide.edits) {
      const file = path.join(folder, edit.file);
      mkdirSync(path.dirname(file), { recursive: true });
      const before = edit.how === 'diff' ? readFileSync(file, 'utf8') : undefined;
      writeFileSync(file, edited(before, edit));
    }
    for (const line of guide.commands.filter((one) => /^npm (test|run (generate|check))\b/.test(one)))
      await type(line, repository, env);
  });

  test.each(eras)('answers what the guide shows, to a client of the %s era', async (era) => {
    const sample = path.join(scratch, `sample-${era}`);
    cpSync(path.join(folder, 'sample'), sample, { recursive: true });
    for (const shown of guide.calls) {
      const questions: string[] = [];
      const session = await startSession({
        era,
        args: [path.join(folder, 'dist/main.mjs'), '--folder', sample],
        ...(shown.question !== undefined && { answer: (question) => (questions.push(question), 'accept') }),
      });
      const answer = await session.call(shown.tool, shown.input).finally(() => session.close());
      // An example that ends in "…" shows the beginning: a consent ends in a code that is another one in each process.
      const [beginning = '', ...rest] = shown.answer.split(/…$/);
      if (rest.length > 0) expect(answer.text.slice(0, beginning.length)).toBe(beginning);
      else expect(answer.text).toBe(shown.answer);
      expect(questions).toEqual(shown.question === undefined ? [] : [shown.question]);
    }
  });

  test('is installed into a host, and the doctor is content', async () => {
    const home = emptyHome();
    onTestFinished(() => rmSync(home.folder, { recursive: true, force: true, maxRetries: 5 }));
    const at = { ...env, ...home.env };
    const lines = guide.commands.filter((line) => / --(install|doctor) /.test(line));
    expect(lines).toHaveLength(2);
    for (const line of lines) await type(line, repository, at);
    const printed = await type((lines[0] ?? '').replace('claude-desktop', 'print'), repository, at);
    const { mcpServers }: { mcpServers: { weather: { command: string; args: string[] } } } = JSON.parse(printed);
    const session = await startSession({ era: 'modern', ...mcpServers.weather });
    onTestFinished(() => session.close());
    expect((await session.call('find_entries', { text: 'oslo' })).text).toBe('[1 entry]\noslo: Oslo');
  });

  test('serves a team, as the guide starts it', async () => {
    const words = guide.commands.find((line) => line.includes(' --http '))?.split(' ') ?? [];
    const args = words.slice(words.indexOf('node') + 1).map((word) => word.replace('8080', '0'));
    const server = await startHttpServer({
      args: args.map((word) => (word.startsWith('packages/') ? path.join(repository, word) : word)),
      env: { MCP_WEATHER_HTTP_TOKEN: 'a-token-of-thirty-two-characters' },
    });
    onTestFinished(async () => void (await server.stop()));
    const headers = { Authorization: 'Bearer a-token-of-thirty-two-characters' };
    const session = await startSession({ era: 'modern', url: server.url, headers });
    onTestFinished(() => session.close());
    expect((await session.call('find_warmest_day', { place: 'oslo' })).isError).toBe(false);
  });
});

test.each(['minimal', 'api'])('a server of the kind %s passes its tests', async (kind) => {
  await type(`npm run --silent new-server -- first-${kind} --kind ${kind}`, repository, personAtTerminal());
  await type(`npm test -- packages/first-${kind}`, repository, personAtTerminal());
});

describe('npm create @mcp-reference/server', () => {
  const oldest = nodeVersions[0]!;

  test(`runs from its pack on Node ${oldest.version}, and the new server passes its tests`, async () => {
    const old = await nodeOf(oldest);
    if (old === undefined) throw new Error('There is no such Node for this system.');
    const registry = await startRegistry();
    onTestFinished(() => registry.close());
    await publishServers(registry);
    const home = emptyHome(registry.npmrc);
    onTestFinished(() => rmSync(home.folder, { recursive: true, force: true, maxRetries: 5 }));
    // An npm that started this one passes its cache on, in which an earlier pack of the same version may be.
    const own = { npm_config_cache: path.join(home.folder, '.npm'), npm_config_registry: registry.url };
    const at = { ...personAtTerminal(old.bin), ...home.env, ...own };
    const said = await type('npm create --yes @mcp-reference/server plants -- --kind minimal', home.folder, at);
    expect(said).toContain('plants is a repository with a server that works.');
    expect(said).not.toContain('formatter is not available');
    const folder = path.join(home.folder, 'plants');
    await type('npm install --no-audit --no-fund', folder, at);
    await type('npm test', folder, at);
    await type('npm run check', folder, at);
  });
});

describe('a server in a separate repository', () => {
  const folder = path.join(scratch, 'weather');
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    await type(
      'npm run --silent new-server -- weather --kind files --standalone ../weather',
      repository,
      personAtTerminal(),
    );
    const version = nodeVersions.find((one) => one.version.startsWith('22.'));
    const node = version && (await nodeOf(version));
    if (node === undefined) throw new Error('There is no Node 22 for this system.');
    env = personAtTerminal(node.bin);
    await type('npm install --no-audit --no-fund', folder, env);
  });

  test('passes its tests and checks with npm alone, and answers', async () => {
    await type('npm test', folder, env);
    await type('npm run check', folder, env);
    await tryOut(folder);
  });

  test('is published as its bundle alone', async () => {
    const [packed]: [{ files: { path: string }[] }] = JSON.parse(
      await type('npm pack --dry-run --json --ignore-scripts', folder, env),
    );
    const names = packed.files.map((file) => file.path);
    expect(names).toEqual(expect.arrayContaining(['dist/main.mjs', 'dist/helper.mjs', 'LICENSE', 'README.md']));
    expect(names.filter((name) => !/^(dist\/[\w.-]+|LICENSE|README\.md|package\.json)$/.test(name))).toEqual([]);
  });
});
