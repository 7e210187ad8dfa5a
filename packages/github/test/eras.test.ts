import { eras, startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startDouble, type Double } from './double/index.ts';
import { program, start, type StartOptions } from './start.ts';

const garden = { owner: 'octo', repo: 'garden' };

describe.each(eras)('%s era', (era) => {
  async function open(options: StartOptions = {}) {
    const double = await startDouble();
    onTestFinished(() => double.close());
    return { double, session: await start(double.url, { era, token: double.token, built: true, ...options }) };
  }

  /** For the tests whose server needs no options. */
  let double: Double;
  let session: Session;
  beforeAll(async () => {
    double = await startDouble();
    const variables = { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token };
    session = await startSession({ era, args: [program], env: { MCP_GITHUB_TOKEN_STORE: 'file', ...variables } });
  });
  afterAll(async () => {
    await session.close();
    await double.close();
  });

  test('an issue is created, listed, commented and closed', async () => {
    const made = await session.call('issue_write', { ...garden, method: 'create', title: 'Mulch', body: 'Straw.' });
    const issue_number = /#(\d+)/.exec(made.text)?.[1];
    expect((await session.call('list_issues', garden)).text).toContain(`#${issue_number} open "Mulch" by octo`);
    await session.call('add_issue_comment', { ...garden, issue_number, body: 'Done.' });
    expect((await session.call('issue_read', { ...garden, issue_number, method: 'get_comments' })).text).toMatch(
      /by octo \(owner\)[^]*Done\./,
    );
    expect(
      (await session.call('issue_write', { ...garden, method: 'update', issue_number, state: 'closed' })).text,
    ).toContain('(closed)');
    expect((await session.call('list_issues', { ...garden, state: 'open' })).text).not.toContain('Mulch');
    expect(double.violations).toEqual([]);
    expect(session.stderr()).toBe('');
  });

  test('a branch is made, files pushed, a pull request opened, reviewed and merged', async () => {
    const { double: own, session: unguarded } = await open({ flags: ['--guard', 'off'] });
    await unguarded.call('create_branch', { ...garden, branch: 'shade' });
    await unguarded.call('push_files', {
      ...garden,
      branch: 'shade',
      message: 'Shade',
      files: [{ path: 'src/shade.ts', content: 'export const shade = 1;\n' }],
    });
    const made = await unguarded.call('create_pull_request', {
      ...garden,
      title: 'Shade',
      head: 'shade',
      base: 'main',
    });
    const pullNumber = /#(\d+)/.exec(made.text)?.[1];
    expect((await unguarded.call('pull_request_read', { ...garden, pullNumber, method: 'get_diff' })).text).toContain(
      '+export const shade = 1;',
    );
    expect(
      (
        await unguarded.call('pull_request_review_write', {
          ...garden,
          pullNumber,
          method: 'create',
          event: 'COMMENT',
          body: 'Nice.',
        })
      ).text,
    ).toContain('COMMENTED');
    expect(
      (await unguarded.call('merge_pull_request', { ...garden, pullNumber, merge_method: 'squash' })).text,
    ).toMatch(/Merged #\d+ in commit/);
    expect((await unguarded.call('get_file_contents', { ...garden, path: 'src/shade.ts' })).text).toContain(
      'export const shade = 1;',
    );
    expect(own.violations).toEqual([]);
  });

  test('errors are results with a code', async () => {
    expect(await session.call('issue_read', { ...garden, issue_number: 999, method: 'get' })).toMatchObject({
      isError: true,
      code: 'not_found',
    });
  });

  test('asks before it deletes, and where it cannot ask gives the question and its code', async () => {
    const questions: string[] = [];
    const { double: own, session: asking } = await open({ answer: (question) => (questions.push(question), 'accept') });
    expect((await asking.call('delete_repository', { owner: 'octo', repo: 'diary' })).text).toBe('Deleted octo/diary');
    expect(questions).toHaveLength(1);
    const quiet = await start(own.url, { era, token: own.token });
    expect(await quiet.call('delete_repository', garden)).toMatchObject({
      isError: true,
      code: 'denied',
      text: expect.stringContaining('If they agree, call again with confirm: "'),
    });
  });

  test('files are resources, with completion; prompts are there', async () => {
    expect((await session.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate)).toEqual([
      'repo://{owner}/{repo}/contents{/path*}',
      'repo://{owner}/{repo}/refs/heads/{branch}/contents{/path*}',
      'repo://{owner}/{repo}/sha/{sha}/contents{/path*}',
      'repo://{owner}/{repo}/refs/tags/{tag}/contents{/path*}',
      'repo://{owner}/{repo}/refs/pull/{prNumber}/head/contents{/path*}',
    ]);
    expect(await session.readResource('repo://octo/garden/contents/plan/watering.md')).toMatchObject([
      { mimeType: 'text/plain', text: expect.stringContaining('- pea: when dry') },
    ]);
    expect(await session.readResource('repo://octo/garden/refs/heads/rain/contents/src/water.ts')).toMatchObject([
      { text: expect.stringContaining('rain: number') },
    ]);
    expect(
      await session.readResource('repo://octo/garden/refs/heads/feature%2Ffrost%231/contents/README.md'),
    ).toMatchObject([{ text: expect.stringContaining('Garden') }]);
    expect(await session.readResource('repo://octo/garden/contents/assets/leaf.png')).toMatchObject([
      { blob: expect.stringContaining('iVBOR') },
    ]);
    expect(await session.complete('repo://{owner}/{repo}/contents{/path*}', 'owner', 'oct')).toContain('octo');
    expect((await session.listPrompts()).map(({ name }) => name)).toEqual([
      'AssignCodingAgent',
      'issue_to_fix_workflow',
    ]);
  });
});
