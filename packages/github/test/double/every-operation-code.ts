import type { Area } from './every-operation.ts';

export const codeAreas: Readonly<Record<string, Area>> = {
  async repositories({ go }) {
    for (const path of [
      '/user/repos',
      '/users/octo/repos',
      '/orgs/octo-labs/repos',
      'R',
      'R/forks',
      'R/topics',
      'R/languages',
      'R/contributors',
    ])
      await go(`GET ${path}`);
    for (const path of ['teams', 'collaborators', 'collaborators/mona', 'collaborators/mona/permission'])
      await go(`GET R/${path}`);
    await go('PUT R/collaborators/stranger', { permission: 'triage' });
    await go('DELETE R/collaborators/stranger');
    await go('PUT R/topics', { names: ['garden', 'rain'] });
    await go('POST /user/repos', { name: 'orchard', auto_init: true });
    await go('POST /orgs/octo-labs/repos', { name: 'shed', private: true });
    await go('PATCH /repos/octo/orchard', { description: 'Trees', has_wiki: false });
    await go('DELETE /repos/octo/orchard');
    await go('POST /repos/stranger/wild/forks', {});
    await go('GET /repos/stranger/wild/forks');
  },
  async gitData({ go }) {
    const sha = (await go('GET R/git/ref/heads/main')).object('object')?.text('sha');
    const blob = (await go('POST R/git/blobs', { content: 'Ym9k', encoding: 'base64' })).text('sha');
    await go(`GET R/git/blobs/${blob}`);
    const base = (await go(`GET R/git/commits/${sha}`)).object('tree')?.text('sha');
    const entries = [
      { path: 'bin/run.sh', mode: '100755', type: 'blob', sha: blob ?? '' },
      { path: '.gitignore', mode: '100644', type: 'blob', sha: null },
    ];
    const tree = (await go('POST R/git/trees', { base_tree: base, tree: entries })).text('sha');
    await go(`GET R/git/trees/${tree}?recursive=1`);
    const commit = (await go('POST R/git/commits', { message: 'By hand', tree, parents: [sha ?? ''] })).text('sha');
    await go('POST R/git/refs', { ref: 'refs/heads/by-hand', sha });
    await go('PATCH R/git/refs/heads/by-hand', { sha: commit, force: false });
    await go('GET R/git/matching-refs/heads/by');
    const tag = (await go('POST R/git/tags', { tag: 'v9', message: 'Nine', object: commit, type: 'commit' })).text(
      'sha',
    );
    await go(`GET R/git/tags/${tag}`);
    await go('DELETE R/git/refs/heads/by-hand');
  },
  async contents({ go }) {
    for (const path of [
      'contents/',
      'contents/src',
      'contents/src/water.ts?ref=rain',
      'contents/assets/leaf.png',
      'readme',
    ])
      await go(`GET R/${path}`);
    const content = Buffer.from('sweet\n').toString('base64');
    const made = await go('PUT R/contents/plan/peas.md', { message: 'Peas', content });
    const sha = made.object('content')?.text('sha');
    const changed = await go('PUT R/contents/plan/peas.md', { message: 'More peas', content, sha });
    await go('DELETE R/contents/plan/peas.md', { message: 'No peas', sha: changed.object('content')?.text('sha') });
  },
  async commits({ go }) {
    for (const path of [
      'commits?path=src&author=mona',
      'commits/main',
      'compare/main...rain',
      'branches',
      'branches/main',
      'tags',
    ])
      await go(`GET R/${path}`);
    await go('POST R/git/refs', { ref: 'refs/heads/both', sha: (await go('GET R/commits/spring')).text('sha') });
    await go('POST R/merges', { base: 'both', head: 'rain' });
  },
  async pulls({ go }) {
    for (const path of [
      'pulls?state=all&sort=updated',
      'pulls/4',
      'pulls/4/commits',
      'pulls/4/files',
      'pulls/4/requested_reviewers',
    ])
      await go(`GET R/${path}`);
    const tip = await go('GET R/commits/rain');
    await go(`GET R/commits/${tip.text('sha')}/pulls`);
    const content = Buffer.from('frost\n').toString('base64');
    await go('PUT R/contents/plan/frost.md', { message: 'Frost', content, branch: 'feature/frost#1' });
    const pull = (
      await go('POST R/pulls', { title: 'Frost', head: 'feature/frost#1', base: 'main', body: 'Fixes #2' })
    ).int('number');
    await go(`PATCH R/pulls/${pull}`, { title: 'Warn before frost' });
    await go(`POST R/pulls/${pull}/requested_reviewers`, { reviewers: ['mona'] });
    await go(`DELETE R/pulls/${pull}/requested_reviewers`, { reviewers: ['mona'] });
    await go('PUT R/contents/plan/snow.md', { message: 'Snow', content });
    await go(`PUT R/pulls/${pull}/update-branch`, {});
    await go(`PUT R/pulls/${pull}/merge`, { merge_method: 'squash' });
    await go(`GET R/pulls/${pull}/merge`);
  },
  async reviews({ go }) {
    for (const path of ['reviews', 'comments']) await go(`GET R/pulls/4/${path}`);
    await go('GET R/pulls/comments');
    const sha = (await go('GET R/pulls/4')).object('head')?.text('sha');
    const comment = { path: 'src/water.ts', line: 3, side: 'RIGHT', body: 'Why?' };
    const pending = (await go('POST R/pulls/4/reviews', { body: 'Later', comments: [comment] })).int('id');
    await go(`PUT R/pulls/4/reviews/${pending}`, { body: 'Still later' });
    await go(`DELETE R/pulls/4/reviews/${pending}`);
    const review = (await go('POST R/pulls/4/reviews', { comments: [comment] })).int('id');
    await go(`GET R/pulls/4/reviews/${review}`);
    await go(`GET R/pulls/4/reviews/${review}/comments`);
    await go(`POST R/pulls/4/reviews/${review}/events`, { event: 'APPROVE' });
    await go(`PUT R/pulls/4/reviews/${review}/dismissals`, { message: 'Changed since' });
    const said = (await go('POST R/pulls/4/comments', { ...comment, commit_id: sha })).int('id');
    await go(`POST R/pulls/4/comments/${said}/replies`, { body: 'Because.' });
    const one = `R/pulls/comments/${said}`;
    await go(`GET ${one}`);
    await go(`PATCH ${one}`, { body: 'Why so?' });
    const reaction = (await go(`POST ${one}/reactions`, { content: 'eyes' })).int('id');
    await go(`GET ${one}/reactions`);
    await go(`DELETE ${one}/reactions/${reaction}`);
    await go(`DELETE ${one}`);
  },
};
