import type { Area } from './every-operation.ts';

const actions = 'R/actions';

export const workAreas: Readonly<Record<string, Area>> = {
  async workflows({ go, double }) {
    await go(`GET ${actions}/workflows`);
    await go(`GET ${actions}/workflows/test.yml`);
    await go(`GET ${actions}/workflows/test.yml/runs?status=failure`);
    await go(`PUT ${actions}/workflows/publish.yml/disable`);
    await go(`PUT ${actions}/workflows/publish.yml/enable`);
    await go(`POST ${actions}/workflows/publish.yml/dispatches`, { ref: 'main', inputs: { dry: 'true' } });
    const run = await go(`POST ${actions}/workflows/publish.yml/dispatches`, { ref: 'main', return_run_details: true });
    await go(`POST ${actions}/runs/${run.int('workflow_run_id')}/cancel`);
    await go(`DELETE ${actions}/runs/${run.int('workflow_run_id')}`);
    const [good, bad] = double.state.repository('octo', 'garden')?.runs ?? [];
    const job = good?.jobs[0]?.id;
    for (const path of ['', '/jobs', '/artifacts', '/timing', '/logs'])
      await go(`GET ${actions}/runs/${good?.id}${path}`);
    await go(`GET ${actions}/runs?branch=rain`);
    await go(`GET ${actions}/jobs/${job}`);
    await go(`GET ${actions}/jobs/${job}/logs`);
    await go(`POST ${actions}/runs/${bad?.id}/rerun-failed-jobs`);
    await go(`POST ${actions}/runs/${good?.id}/rerun`);
    await go(`POST ${actions}/jobs/${job}/rerun`);
    await go(`DELETE ${actions}/runs/${good?.id}/logs`);
    const artifact = (await go(`GET ${actions}/artifacts`)).objects('artifacts')[0]?.int('id');
    await go(`GET ${actions}/artifacts/${artifact}`);
    await go(`GET ${actions}/artifacts/${artifact}/zip`);
    await go(`DELETE ${actions}/artifacts/${artifact}`);
  },
  async checks({ go }) {
    const sha = (await go('GET R/commits/rain')).text('sha');
    await go('GET R/commits/rain/check-runs');
    await go('GET R/commits/rain/status');
    await go('GET R/commits/rain/statuses');
    await go(`POST R/statuses/${sha}`, { state: 'pending', context: 'ci/soil' });
    const id = (await go('POST R/check-runs', { name: 'soil', head_sha: sha })).int('id');
    const note = { path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'Dry' };
    await go(`PATCH R/check-runs/${id}`, {
      conclusion: 'neutral',
      output: { title: 'Soil', summary: 'Dry', annotations: [note] },
    });
    await go(`GET R/check-runs/${id}`);
    await go(`GET R/check-runs/${id}/annotations`);
    await go(`POST R/check-runs/${id}/rerequest`);
  },
  async releases({ go }) {
    for (const path of ['', '/latest', '/tags/v0.1.0']) await go(`GET R/releases${path}`);
    const id = (await go('POST R/releases', { tag_name: 'v1', name: 'One', generate_release_notes: true })).int('id');
    const one = `R/releases/${id}`;
    await go(`GET ${one}`);
    await go(`PATCH ${one}`, { body: 'Grown.' });
    await go('POST R/releases/generate-notes', { tag_name: 'v1' });
    const asset = (
      await go(`POST /uploads/repos/octo/garden/releases/${id}/assets?name=seeds.bin`, Buffer.from([0, 1, 2]))
    ).int('id');
    await go(`GET ${one}/assets`);
    await go(`GET R/releases/assets/${asset}`);
    await go(`PATCH R/releases/assets/${asset}`, { name: 'peas.bin' });
    await go(`DELETE R/releases/assets/${asset}`);
    await go(`DELETE ${one}`);
  },
  async gists({ go }) {
    for (const path of ['/gists', '/gists/public', '/users/octo/gists']) await go(`GET ${path}`);
    const id = (await go('POST /gists', { files: { 'a.md': { content: 'a' } }, public: false })).text('id');
    await go(`GET /gists/${id}`);
    await go(`PATCH /gists/${id}`, { files: { 'a.md': { content: 'b', filename: 'b.md' }, 'c.md': { content: 'c' } } });
    await go(`DELETE /gists/${id}`);
  },
  async notifications({ go, double }) {
    const [first] = double.state.notifications;
    for (const path of ['/notifications?all=true', 'R/notifications', `/notifications/threads/${first?.id}`])
      await go(`GET ${path}`);
    const thread = `/notifications/threads/${first?.id}`;
    for (const path of [thread, 'R']) {
      await go(`PUT ${path}/subscription`, { ignored: true });
      await go(`GET ${path}/subscription`);
      await go(`DELETE ${path}/subscription`);
    }
    await go(`PATCH ${thread}`);
    await go(`DELETE ${thread}`);
    await go('PUT /notifications', {});
    await go('PUT R/notifications', {});
  },
  async stars({ go }) {
    await go('PUT /user/starred/octo/garden');
    for (const path of ['/user/starred', '/users/octo/starred', '/user/starred/octo/garden', '/user/subscriptions'])
      await go(`GET ${path}`);
    await go('GET R/stargazers');
    await go('GET R/subscribers');
    await go('DELETE /user/starred/octo/garden');
  },
  async alerts({ go }) {
    for (const path of [
      'code-scanning/alerts',
      'secret-scanning/alerts',
      'dependabot/alerts',
      'code-quality/findings',
    ]) {
      await go(`GET R/${path}`);
      await go(`GET R/${path}/1`);
    }
    for (const kind of ['code-scanning', 'secret-scanning', 'dependabot'])
      await go(`GET /orgs/octo-labs/${kind}/alerts`);
    await go('GET R/code-scanning/alerts/1/instances');
    await go('GET R/secret-scanning/alerts/1/locations');
    await go('PATCH R/code-scanning/alerts/1', { state: 'dismissed', dismissed_reason: "won't fix" });
    await go('PATCH R/secret-scanning/alerts/1', { state: 'resolved', resolution: 'revoked' });
    await go('PATCH R/dependabot/alerts/1', { state: 'dismissed', dismissed_reason: 'not_used' });
  },
  async advisories({ go }) {
    const ghsa = (await go('GET /advisories?severity=high')).text('ghsa_id');
    await go(`GET /advisories/${ghsa}`);
    await go('GET /orgs/octo-labs/security-advisories');
    await go('GET R/security-advisories?state=published');
    const one = { package: { ecosystem: 'npm', name: 'garden' } };
    const made = await go('POST R/security-advisories', {
      summary: 'Mud',
      description: 'Deep mud',
      vulnerabilities: [one],
      severity: 'low',
    });
    await go(`GET R/security-advisories/${made.text('ghsa_id')}`);
    await go(`PATCH R/security-advisories/${made.text('ghsa_id')}`, { state: 'published' });
  },
  async projects({ go, double }) {
    for (const [owner, repo] of [
      ['users/octo', 'octo/garden'],
      ['orgs/octo-labs', 'octo-labs/greenhouse'],
    ] as const) {
      const one = `/${owner}/projectsV2/1`;
      for (const path of ['', '/1', '/1/fields', '/1/items', '/1/views/1/items'])
        await go(`GET /${owner}/projectsV2${path}`);
      const field = await go(`POST ${one}/fields`, { name: 'Notes', data_type: 'text' });
      await go(`GET ${one}/fields/${field.int('id')}`);
      const number = (await go(`POST /repos/${repo}/issues`, { title: 'To plan' })).int('number');
      const [name, of] = repo.split('/');
      const item = (await go(`POST ${one}/items`, { type: 'Issue', owner: name, repo: of, number })).int('id');
      await go(`PATCH ${one}/items/${item}`, { fields: [{ id: field.int('id') ?? 0, value: 'soon' }] });
      await go(`GET ${one}/items/${item}?fields=${field.int('id')}`);
      await go(`DELETE ${one}/items/${item}`);
    }
    const octo = double.state.user('octo')?.id;
    await go('POST /orgs/octo-labs/projectsV2/1/drafts', { title: 'Maybe' });
    await go(`POST /user/${octo}/projectsV2/1/drafts`, { title: 'Perhaps' });
    await go('POST /orgs/octo-labs/projectsV2/1/views', { name: 'Board', layout: 'board' });
    await go(`POST /users/${octo}/projectsV2/1/views`, { name: 'Board', layout: 'board' });
  },
};
