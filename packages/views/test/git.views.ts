import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostile } from '../host/servers.ts';
import { startScene } from './scene.ts';

const scene = await startScene(['git']);
const { show, calls, inspect, page } = scene;
const repository = path.join(scene.folder('git'), 'garden');
const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
const stagedLines = () =>
  git('diff', '--cached', '--unified=0')
    .split('\n')
    .filter((line) => /^[-+](?![-+])/.test(line));

describe('changes that are not staged', () => {
  test('show hostile text as text, in both layouts, and collapse', async () => {
    let frame = await show('git', 'git_diff_unstaged', {});
    await frame.getByText(hostile, { exact: false }).first().waitFor();
    expect(await frame.locator('td img, td script').count()).toBe(0);
    expect(await page.title()).toBe('Views');
    frame = await show('git', 'git_diff_unstaged', { paths: ['beds.txt', 'water.js'] });
    await frame.locator('.k').first().waitFor();
    await inspect(frame, 'diff');
    await frame.getByRole('button', { name: 'Side by side' }).click();
    expect(await frame.locator('tr.hunk td').first().getAttribute('colspan')).toBe('4');
    await inspect(frame, 'diff-split');
    const section = frame.locator('details').first();
    await section.locator('summary').press('Enter');
    expect(await section.getAttribute('open')).toBeNull();
  });

  test('a hunk is staged, and unstaged again, as git itself sees it', async () => {
    const frame = await show('git', 'git_diff_unstaged', {});
    const section = frame.locator('details', { hasText: 'beds.txt' });
    await section.getByRole('button', { name: 'Stage hunk' }).first().click();
    await expect.poll(stagedLines).toEqual(['-bed 1: nothing yet', '+bed 1: peas']);
    await expect.poll(() => calls().map(({ tool }) => tool)).toEqual(['git_add', 'git_diff_unstaged']);
    await frame.getByRole('button', { name: 'Staged', exact: true }).click();
    await frame.getByRole('button', { name: 'Unstage hunk' }).first().click();
    await expect.poll(stagedLines).toEqual([]);
  });

  test('single lines are staged by their numbers', async () => {
    const frame = await show('git', 'git_diff_unstaged', {});
    const section = frame.locator('details', { hasText: 'water.js' });
    await section.getByRole('button', { name: 'Pick removed line 1' }).click();
    await section.getByRole('button', { name: 'Pick added line 1' }).press('Enter');
    await frame.getByRole('button', { name: 'Stage 2 lines' }).click();
    await expect.poll(stagedLines).toEqual(['-export const beds = 12;', '+export const beds = 13;']);
    git('reset', '--quiet');
  });

  test('lines that are picked before the view is drawn again are all staged', async () => {
    const frame = await show('git', 'git_diff_unstaged', {});
    const section = frame.locator('details', { hasText: 'water.js' });
    await section.getByRole('button', { name: 'Pick added line 1' }).waitFor();
    await section
      .getByRole('button', { name: /^Pick (?:removed|added) line 1$/ })
      .evaluateAll((buttons: { click(): void }[]) => buttons.forEach((button) => button.click()));
    await frame.getByRole('button', { name: 'Stage 2 lines' }).click();
    await expect.poll(stagedLines).toEqual(['-export const beds = 12;', '+export const beds = 13;']);
    git('reset', '--quiet');
  });
});

test('the history shows branches and merges, and opens a commit', async () => {
  const frame = await show('git', 'git_log', { all: true });
  expect(await frame.locator('ol.log li').count()).toBe(6);
  expect(await frame.locator('ol.log img').count()).toBe(0);
  const columns = await frame
    .locator('ol.log circle')
    .evaluateAll((all) => new Set(all.map((one) => one.getAttribute('cx'))).size);
  expect(columns).toBe(2);
  await inspect(frame, 'history');
  await frame.getByRole('button', { name: /Chard in bed 6$/ }).press('Enter');
  await frame.getByText('bed 6: chard').waitFor();
  expect(calls()).toEqual([{ tool: 'git_show', args: { revision: expect.stringMatching(/^[0-9a-f]{9}$/) } }]);
  await inspect(frame, 'commit');
  await frame.getByRole('button', { name: 'Back to the history' }).click();
  expect(await frame.locator('ol.log li').count()).toBe(6);
});

test('a diff of 2,000 lines is on the screen soon after the answer', async () => {
  const folder = path.join(repository, 'large');
  mkdirSync(folder);
  // Short lines, so that all of them fit into one answer.
  const lines = (word: string) => Array.from({ length: 1_000 }, (_, n) => `${word}${n}`).join('\n');
  writeFileSync(path.join(folder, 'code.ts'), lines('a'));
  git('add', 'large');
  git('commit', '--quiet', '--message', 'Large');
  writeFileSync(path.join(folder, 'code.ts'), lines('b'));
  const frame = await show('git', 'git_diff_unstaged', { paths: ['large'] });
  await expect.poll(() => frame.evaluate('window.paintedAt')).toBeGreaterThan(0);
  const [sent, painted] = [await page.evaluate('window.sentAt'), await frame.evaluate('window.paintedAt')] as number[];
  const took = Math.round((painted ?? 0) - (sent ?? 0));
  await expect.poll(() => frame.locator('table.diff tr').count()).toBeGreaterThan(2_000);
  console.log(`first paint of a diff of 2,000 lines: ${took} ms`);
  // The target is 200 ms on an idle machine; a busy one only has to show it.
  expect(took).toBeLessThan(10_000);
});
