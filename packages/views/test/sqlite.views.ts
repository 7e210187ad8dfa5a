import { describe, expect, test } from 'vitest';
import { hostile } from '../host/servers.ts';
import { startScene } from './scene.ts';

const scene = await startScene(['sqlite']);
const { show, ask, calls, inspect, page } = scene;

describe('table', () => {
  test('shows NULL, blobs and hostile text as they are, sorts, filters and copies', async () => {
    const frame = await show('sqlite', 'query', { sql: 'SELECT * FROM note' });
    const rows = () => frame.locator('tbody tr').allInnerTexts();
    expect(await rows()).toEqual([
      '1\tNULL\tblob, 2 bytes\t2.5',
      `2\t${hostile}\tNULL\t-3`,
      expect.stringMatching(/^10\t\tblob, 0 bytes\tNULL$/),
    ]);
    expect(await frame.locator('td img, td script').count()).toBe(0);
    expect(await page.title()).toBe('Views');
    await frame.getByRole('button', { name: 'weight' }).click();
    expect(await frame.locator('tbody tr td:first-child').allInnerTexts()).toEqual(['10', '2', '1']);
    expect(await frame.locator('th').nth(3).getAttribute('aria-sort')).toBe('ascending');
    await frame.getByLabel('Filter').fill('SCRIPT');
    expect(await frame.locator('tbody tr').count()).toBe(1);
    await frame.getByRole('button', { name: 'Copy as CSV' }).click();
    await frame.getByText('1 rows copied as CSV').waitFor();
    await frame.getByLabel('Filter').fill('');
    await inspect(frame, 'table-values');
  });

  test('pages through rows, and loads more with the cursor', async () => {
    let frame = await show('sqlite', 'query', { sql: 'SELECT * FROM harvest ORDER BY picked' });
    await frame.getByRole('button', { name: 'kg' }).click();
    await inspect(frame, 'table');
    frame = await show('sqlite', 'query', { sql: 'SELECT * FROM big', limit: 250 });
    expect(await frame.locator('h1').innerText()).toBe('250 rows, more on the server');
    await frame.getByRole('button', { name: 'Next' }).press('Enter');
    expect(await frame.locator('tbody tr').first().innerText()).toBe('101\trow 101\t151.5');
    await frame.getByRole('button', { name: 'Load more rows' }).click();
    await frame.getByText('more rows', { exact: false }).first().waitFor();
    await expect.poll(() => frame.locator('h1').innerText()).not.toContain('250 rows,');
    expect(calls()).toEqual([{ tool: 'query', args: { cursor: expect.stringMatching(/^\w{1,12}$/) } }]);
  });
});

test('a dry run shows the rows that change, and runs the statements after the question was approved', async () => {
  const frame = await show('sqlite', 'execute', { sql: 'DELETE FROM harvest WHERE bed = 1', dry_run: true });
  expect(await frame.locator('h1').innerText()).toBe('40 rows would change');
  await inspect(frame, 'effect');
  await frame.getByRole('button', { name: 'Run these statements' }).click();
  await expect
    .poll(async () => {
      const approve = frame.getByRole('button', { name: 'Approve' });
      if (await approve.isVisible()) await approve.click();
      return frame.getByText('Done.').isVisible();
    })
    .toBe(true);
  expect(calls().every(({ tool }) => tool === 'execute')).toBe(true);
  expect(calls().at(-1)?.args).toMatchObject({ dry_run: false });
  expect(await ask('sqlite', 'query', { sql: 'SELECT count(*) FROM harvest WHERE bed = 1' })).toMatch(/\n\[0\]$/);
});

test('what needs consent is asked in the view, and only approving it sends confirm', async () => {
  const frame = await show('sqlite', 'execute', { sql: 'DROP TABLE visit' });
  expect(await frame.locator('.ask').innerText()).toContain('visit');
  expect(await ask('sqlite', 'list_tables', {})).toContain('visit');
  await inspect(frame, 'consent');
  await frame.getByRole('button', { name: 'Approve' }).click();
  await expect.poll(() => ask('sqlite', 'list_tables', {})).not.toContain('visit');
  expect(calls()).toEqual([
    { tool: 'execute', args: { sql: 'DROP TABLE visit', confirm: expect.stringMatching(/\[\w+\]$/) } },
  ]);
});

test('a chart switches its kind and reads its values by keyboard', async () => {
  const frame = await show('sqlite', 'chart', { sql: 'SELECT plant, sum(kg) AS kg FROM harvest GROUP BY plant' });
  expect(await frame.locator('rect[fill^="#"]').count()).toBe(4);
  await inspect(frame, 'chart');
  await frame.getByRole('button', { name: 'pie' }).click();
  expect(await frame.locator('path[fill^="#"]').count()).toBe(4);
  const slider = frame.getByRole('slider');
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^pea: kg \d/);
});

test('the diagram shows tables and references, zooms, and opens a table', async () => {
  const frame = await show('sqlite', 'describe_schema', {});
  const box = frame.getByRole('button', { name: /^harvest/ });
  expect(await frame.locator('path.edge').count()).toBeGreaterThan(0);
  await inspect(frame, 'schema');
  const before = await frame.locator('svg.canvas').getAttribute('viewBox');
  await frame.getByRole('button', { name: 'Zoom in' }).click();
  expect(await frame.locator('svg.canvas').getAttribute('viewBox')).not.toBe(before);
  await box.press('Enter');
  await frame.getByText('CREATE TABLE harvest', { exact: false }).waitFor();
  expect(calls()).toEqual([{ tool: 'describe_table', args: { table_name: 'harvest' } }]);
});

test('a view reaches no network', async () => {
  const frame = await show('sqlite', 'query', { sql: 'SELECT 1' });
  const address = new URL('host.js', page.url()).href;
  const attempt = `fetch('${address}').then(() => 'reached', (error) => String(error))`;
  // The page itself may do so, which shows that the policy of the view prevents it.
  expect(await page.evaluate(attempt)).toBe('reached');
  expect(await frame.evaluate(attempt)).toContain('Failed to fetch');
  const loads = (what: string) =>
    frame.evaluate(
      `new Promise((resolve) => { const element = Object.assign(document.createElement('${what}'), { src: '${address}', onload: () => resolve('loaded'), onerror: () => resolve('blocked') }); document.body.append(element); })`,
    );
  expect(await loads('img')).toBe('blocked');
  expect(await loads('script')).toBe('blocked');
  expect(await frame.evaluate(`try { window.parent.document.title } catch (error) { error.name }`)).toBe(
    'SecurityError',
  );
});

test('1,000 rows are on the screen soon after the answer', async () => {
  const frame = await show('sqlite', 'query', { sql: 'SELECT * FROM big', limit: 1_000 });
  await expect.poll(() => frame.evaluate('window.paintedAt')).toBeGreaterThan(0);
  const [sent, painted] = [await page.evaluate('window.sentAt'), await frame.evaluate('window.paintedAt')] as number[];
  const took = Math.round((painted ?? 0) - (sent ?? 0));
  console.log(`first paint of 1,000 rows: ${took} ms`);
  // The target is 200 ms on an idle machine; a busy one only has to show them.
  expect(took).toBeLessThan(10_000);
});
