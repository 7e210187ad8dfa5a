import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startScene } from './scene.ts';

const scene = await startScene(['filesystem']);
const { show, calls, inspect, page } = scene;
const text = (name: string) => readFileSync(path.join(scene.folder('filesystem'), name), 'utf8');

test('an edit shows lines before and after, and is made when it is approved', async () => {
  const before = text('plan/watering.md');
  const edits = [{ oldText: 'when dry', newText: 'when <b>dry</b>' }];
  const frame = await show('filesystem', 'edit_file', { path: 'plan/watering.md', edits, dryRun: true });
  expect(await frame.locator('td.del').allInnerTexts()).toEqual(['- pea: when dry']);
  expect(await frame.locator('td.add').allInnerTexts()).toEqual(['- pea: when <b>dry</b>']);
  await inspect(frame, 'edit');
  expect(text('plan/watering.md')).toBe(before);
  await frame.getByRole('button', { name: 'Apply this edit' }).click();
  await frame.getByText('Done.').waitFor();
  expect(calls()).toEqual([{ tool: 'edit_file', args: { path: 'plan/watering.md', edits, dryRun: false } }]);
  expect(text('plan/watering.md')).toBe(before.replace('when dry', 'when <b>dry</b>'));
});

test('replacements show their lines, and are made when they are approved', async () => {
  const args = { path: 'src', pattern: 'season', replacement: 'phase' };
  const frame = await show('filesystem', 'replace_text', args);
  expect(text('src/season.ts')).toContain('season');
  await frame.getByRole('button', { name: 'Show the lines' }).click();
  await frame.getByText('phase', { exact: false }).first().waitFor();
  await inspect(frame, 'replacement');
  await frame.getByRole('button', { name: /^Make \d+ replacements in 2 files$/ }).click();
  await frame.getByText('Done.').waitFor();
  expect(calls().at(-1)).toEqual({ tool: 'replace_text', args: { ...args, dryRun: false } });
  expect(text('src/season.ts')).not.toContain('season');
});

test('disk usage shows folders by size, opens one, and lists its files', async () => {
  const frame = await show('filesystem', 'disk_usage', { path: '.', depth: 2 });
  const area = async (name: RegExp) => {
    const box = await frame.getByRole('button', { name }).boundingBox();
    return (box?.width ?? 0) * (box?.height ?? 0);
  };
  expect(await area(/^photos\/spring,/)).toBeGreaterThan(await area(/^plan,/));
  await inspect(frame, 'usage');
  await frame.getByRole('button', { name: /^photos,/ }).press('Enter');
  await frame.getByText('photos: 1.', { exact: false }).waitFor();
  await frame.getByRole('button', { name: 'Show the files' }).click();
  await frame.getByRole('treeitem', { name: 'small.bin' }).waitFor();
  expect(calls().map(({ tool, args }) => [tool, args['path']])).toEqual([
    ['disk_usage', 'photos'],
    ['directory_tree', 'photos'],
  ]);
});

test('the tree is used by keyboard, and previews texts and pictures', async () => {
  const frame = await show('filesystem', 'directory_tree', { path: '.' });
  const focused = () => frame.evaluate('document.activeElement.getAttribute("aria-label")');
  expect(await frame.locator('li img').count()).toBe(0);
  expect(await page.title()).toBe('Views');
  const plan = frame.getByRole('treeitem', { name: 'plan', exact: true });
  await plan.focus();
  await plan.press('ArrowLeft');
  expect(await plan.getAttribute('aria-expanded')).toBe('false');
  await plan.press('ArrowRight');
  await plan.press('ArrowDown');
  expect(await focused()).not.toBe('plan');
  await frame.getByRole('treeitem', { name: 'beds.csv' }).press('Enter');
  await frame.getByText('1,radish', { exact: false }).waitFor();
  await inspect(frame, 'tree');
  await frame.getByRole('treeitem', { name: 'bed.png' }).press('Enter');
  const image = frame.locator('img');
  await image.waitFor();
  expect(await image.getAttribute('src')).toMatch(/^data:image\/png;base64,/);
  await expect.poll(() => image.evaluate((one: { naturalWidth?: number }) => one.naturalWidth)).toBe(1);
  expect(calls().map(({ tool, args }) => [tool, args['path']])).toEqual([
    ['read_text_file', 'plan/beds.csv'],
    ['read_media_file', 'plan/bed.png'],
  ]);
});
