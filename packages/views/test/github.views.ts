import { expect, test } from 'vitest';
import { startScene } from './scene.ts';

const { show, ask, calls, inspect } = await startScene(['github']);
const garden = { owner: 'octo', repo: 'garden' };
const pull = { ...garden, pullNumber: 4 };

test('a review shows files and threads, collects comments on lines, and is submitted as one', async () => {
  const frame = await show('github', 'pull_request_read', { ...pull, method: 'get_diff' });
  await frame.getByText('What if the forecast is missing?', { exact: false }).first().waitFor();
  await inspect(frame, 'review');
  const line = frame.getByRole('button', { name: /^Comment on added line/ }).first();
  await line.press('Enter');
  await frame.getByRole('textbox', { name: /^Comment on line/ }).fill('Is <i>this</i> safe?');
  await frame.getByRole('textbox', { name: 'Summary of the review' }).fill('Almost.');
  await frame.getByLabel('Verdict').selectOption('REQUEST_CHANGES');
  await frame.getByRole('button', { name: 'Submit with 1 comment' }).click();
  await frame.getByText('Is <i>this</i> safe?').waitFor();
  expect(calls().find(({ tool }) => tool === 'pull_request_review_write')?.args).toMatchObject({
    ...pull,
    method: 'create',
    event: 'REQUEST_CHANGES',
    body: 'Almost.',
    comments: [{ side: 'RIGHT', body: 'Is <i>this</i> safe?' }],
  });
  expect(await ask('github', 'pull_request_read', { ...pull, method: 'get_reviews' })).toMatch(
    /CHANGES_REQUESTED[^]*Almost\./,
  );
});

test('issues are on a board, and a card that moves changes the issue', async () => {
  const frame = await show('github', 'list_issues', { ...garden, state: 'all' });
  await inspect(frame, 'board');
  await frame.getByLabel('Move #2').selectOption('closed');
  await expect
    .poll(() => ask('github', 'issue_read', { ...garden, issue_number: 2, method: 'get' }))
    .toContain('closed');
  expect(calls()).toEqual([
    { tool: 'issue_write', args: { ...garden, method: 'update', issue_number: 2, state: 'closed' } },
  ]);
  const closed = frame.getByRole('region', { name: 'closed' });
  await closed.getByText('#2').waitFor();
  await frame.getByRole('button', { name: 'By label' }).click();
  await inspect(frame, 'board-labels');
});

test('a run shows its jobs and the log of the failing step, and runs what failed again', async () => {
  const frame = await show('github', 'actions_list', { ...garden, method: 'list_workflow_runs' });
  await frame.locator('tr', { hasText: 'failure' }).getByRole('button').first().click();
  await frame.getByRole('button', { name: 'Log' }).first().click();
  await frame.getByRole('region', { name: /^Log of/ }).waitFor();
  await inspect(frame, 'run');
  await frame.getByRole('button', { name: 'Run failed jobs again' }).click();
  await expect.poll(() => calls().at(-1)?.tool).toBe('actions_run_trigger');
  // The log is text by others, and running it again is a powerful act.
  await frame.locator('.ask').waitFor();
  expect(await frame.locator('.ask').innerText()).toContain('octo/garden');
  await frame.getByRole('button', { name: 'Approve' }).click();
  await expect.poll(() => frame.locator('.note[role=status]').last().innerText()).not.toBe('');
  expect(calls().at(-1)?.args).toMatchObject({ ...garden, method: 'rerun_failed_jobs' });
});
