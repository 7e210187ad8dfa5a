import { expect, onTestFinished, test } from 'vitest';
import { startDouble } from '../double/index.ts';
import { commitTexts } from '../double/world/texts.ts';
import { start } from '../start.ts';
import { attacks, withValue } from './foreign-sweep.ts';

const mark = 'WRITTEN-BY-A-STRANGER';

/** Tries every spelling of a commit of a stranger in every parameter that can take one; returns the tools that showed it. */
async function toolsThatShow(flags: readonly string[]): Promise<{ shown: string[]; calls: number }> {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const garden = double.state.repository('octo', 'garden');
  const stranger = double.state.user('stranger');
  if (garden === undefined || stranger === undefined) throw new Error('The sample world has changed.');
  const files = { 'src/water.ts': mark, 'README.md': mark, 'plan/watering.md': mark };
  const { sha, tree } = commitTexts(double.state, garden, stranger, files, mark, 'passing');
  garden.refs.delete('refs/heads/passing');
  garden.refs.set('refs/pull/9/head', sha);
  const blob = garden.objects.at(tree, 'README.md')?.sha ?? '';
  const pull = 'pull/9/head';
  const forms = [sha, sha.slice(0, 12), sha.toUpperCase(), `${sha}~0`, `${sha}^0`, `${sha}^{commit}`, tree, blob];
  const names = [pull, `refs/${pull}`, `/refs/${pull}`, `refs//${pull}`, `REFS/${pull}`, `heads/../${pull}`];
  const sides = [`main...${sha}`, `octo:${sha}`, `octo:garden:${sha}`, encodeURIComponent(`refs/${pull}`)];
  const all = ['--toolsets', 'all,legacy', '--read-only', '--no-confirm', ...flags];
  const session = await start(double.url, { token: double.token, flags: all });
  const shown: string[] = [];
  let calls = 0;
  for (const [turn, { tool, base, leaf }] of (await attacks(session)).entries()) {
    if (typeof base === 'function' || !/sha|ref|branch|tag|head|base|tree/i.test(leaf.path.at(-1) ?? '')) continue;
    // Each parameter with half of the spellings, each spelling with half of the parameters.
    const values = [...forms, ...names, ...sides].filter((_, index) => index % 2 === turn % 2);
    for (const value of values) {
      const { content } = await session.call(tool, withValue(base, leaf, value));
      calls++;
      if (JSON.stringify(content).includes(mark)) shown.push(`${tool} ${leaf.path.join('.')} ${value}`);
    }
  }
  return { shown, calls };
}

test('--lockdown: no spelling of a commit outside of branches and tags shows it, in any parameter', async () => {
  const { shown, calls } = await toolsThatShow(['--lockdown']);
  expect(shown).toEqual([]);
  expect(calls).toBeGreaterThan(100);
});

test('control: without --lockdown it is shown by several tools', async () => {
  const { shown } = await toolsThatShow([]);
  expect(new Set(shown.map((one) => one.split(' ')[0])).size).toBeGreaterThan(4);
});
