import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { numbered, world } from './world.ts';

/** The id that an answer names for git_undo. */
export const undoId = (text: string): string => /undo(?: here| of this)?: (\d{14}-[0-9a-f]{6})/.exec(text)?.[1] ?? '';

describe('a journey', () => {
  test('feature branch, hunks, commit, conflict, resolve, rebase, push, undo', async () => {
    const { root, repo } = world();
    const remote = path.join(root, 'remote.git');
    repo.git('clone', '--quiet', '--bare', '.', remote);
    repo.git('remote', 'add', 'origin', remote);
    const questions: string[] = [];
    const session = await start([root], { answer: (question) => (questions.push(question), 'accept') });
    const call = async (tool: string, args: Record<string, unknown> = {}) => {
      const answer = await session.call(tool, { repo_path: repo.folder, ...args });
      expect(answer.isError, `${tool}: ${answer.text}`).toBe(false);
      return answer.text;
    };

    await call('git_create_branch', { branch_name: 'feature', checkout: true });
    repo.write('a.txt', numbered(30, { 3: 'three', 10: 'ten', 11: 'eleven', 25: 'twenty-five' }));
    const diff = await call('git_diff_unstaged');
    const [first, second] = [...diff.matchAll(/\[hunk ([0-9a-f]{8})\]/g)].map(([, id]) => id ?? '');
    expect(second).toBeTruthy();
    await call('git_add', { hunks: [second] });
    expect(await call('git_commit', { message: 'the second hunk\n\n#1 stays' })).toContain('1 file +1 -1');
    expect(repo.git('show', 'HEAD:a.txt')).toBe(numbered(30, { 3: 'three', 25: 'twenty-five' }).trimEnd());
    expect(repo.git('log', '-1', '--format=%B')).toBe('the second hunk\n\n#1 stays\n');
    await call('git_add', { lines: [{ path: 'a.txt', from: 10, to: 10 }] });
    await call('git_commit', { message: 'one line' });
    expect(repo.git('show', 'HEAD:a.txt')).toBe(numbered(30, { 3: 'three', 10: 'ten', 25: 'twenty-five' }).trimEnd());
    expect(first).toBeTruthy();
    await call('git_add', { files: ['.'] });
    await call('git_commit', { message: 'the rest' });

    expect(await call('git_conflicts', { preview: 'clash' })).toContain('1 conflict');
    expect(await call('git_merge', { revisions: ['clash'] })).toContain('1 conflict: a.txt');
    expect(await call('git_status')).toContain('merge of');
    const conflict = await call('git_conflicts', { path: 'a.txt', content: true });
    for (const side of ['== base', '== ours', '== theirs', '== file as it is now']) expect(conflict).toContain(side);
    const merged = numbered(30, { 3: 'three/drei', 10: 'ten', 11: 'eleven', 25: 'twenty-five' });
    await call('git_resolve', { action: 'content', paths: ['a.txt'], content: merged });
    await call('git_resolve', { action: 'continue' });
    expect(repo.read('a.txt')).toBe(merged);
    expect(repo.git('log', '-1', '--format=%P').split(' ')).toHaveLength(2);

    await call('git_reset', { mode: 'hard', target: 'HEAD~1' });
    const before = repo.git('rev-parse', 'HEAD');
    const log = (await call('git_log', { max_count: 3 }))
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 9));
    const rebased = await call('git_rebase', {
      steps: [
        { commit: log[2], action: 'reword', message: 'better words' },
        { commit: log[0], action: 'fixup' },
        { commit: log[1], action: 'pick' },
      ],
    });
    expect(rebased).toContain('1 conflict');
    await call('git_resolve', { action: 'abort' });
    expect(repo.git('rev-parse', 'HEAD')).toBe(before);
    const edited = await call('git_rebase', {
      steps: [
        { commit: log[2], action: 'reword', message: 'better words' },
        { commit: log[1], action: 'pick' },
        { commit: log[0], action: 'squash' },
      ],
    });
    expect(repo.git('log', '-2', '--format=%s')).toBe('one line\nbetter words');
    expect(repo.git('log', '-1', '--format=%B')).toContain('the rest');

    expect(await call('git_push', { set_upstream: true })).toContain('feature');
    expect(questions.at(-1)).toContain('new feature with 2 commits');
    expect(repo.git('-C', remote, 'rev-parse', 'feature')).toBe(repo.git('rev-parse', 'HEAD'));
    await call('git_undo', { snapshot: undoId(edited) });
    expect(repo.git('rev-parse', 'feature')).toBe(before);
    const refused = await session.call('git_push', { repo_path: repo.folder });
    expect(refused).toMatchObject({ isError: true, code: 'conflict' });
    const lease = /lease: "([0-9a-f]{40})"/.exec(refused.text)?.[1];
    await call('git_push', { lease });
    expect(questions.at(-1)).toContain('2 commits will no longer be on the remote');
    expect(repo.git('-C', remote, 'rev-parse', 'feature')).toBe(before);
  });
});
