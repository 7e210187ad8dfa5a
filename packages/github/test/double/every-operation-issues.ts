import type { Area } from './every-operation.ts';

export const issueAreas: Readonly<Record<string, Area>> = {
  async issues({ go }) {
    for (const path of [
      '/issues',
      'R/issues?state=all&sort=updated',
      'R/issues/1',
      'R/issues/1/events',
      'R/issues/1/timeline',
      'R/assignees',
    ])
      await go(`GET ${path}`);
    const made = await go('POST R/issues', {
      title: 'Slugs',
      body: 'Everywhere.',
      labels: ['bug'],
      assignees: ['mona'],
      milestone: 1,
    });
    const one = `R/issues/${made.int('number')}`;
    await go(`PATCH ${one}`, { state: 'closed', state_reason: 'duplicate', title: 'Slugs again' });
    await go(`PUT ${one}/lock`, { lock_reason: 'resolved' });
    await go(`DELETE ${one}/lock`);
    await go(`GET ${one}/timeline`);
  },
  async labels({ go }) {
    await go('GET R/labels');
    await go('POST R/labels', { name: 'weather', color: '0000ff' });
    await go('GET R/labels/weather');
    await go('PATCH R/labels/weather', { new_name: 'sky', description: 'Rain and frost' });
    await go('POST R/issues/2/labels', { labels: ['sky'] });
    await go('GET R/issues/2/labels');
    await go('PUT R/issues/2/labels', { labels: ['sky', 'bug'] });
    await go('DELETE R/issues/2/labels/bug');
    await go('DELETE R/issues/2/labels');
    await go('DELETE R/labels/sky');
  },
  async people({ go }) {
    await go('POST R/issues/2/assignees', { assignees: ['mona'] });
    await go('DELETE R/issues/2/assignees', { assignees: ['mona'] });
    await go('GET R/assignees/mona');
  },
  async milestones({ go }) {
    await go('GET R/milestones');
    const made = await go('POST R/milestones', { title: 'Autumn', due_on: '2026-10-01T00:00:00Z' });
    const one = `R/milestones/${made.int('number')}`;
    await go(`GET ${one}`);
    await go(`PATCH ${one}`, { state: 'closed' });
    await go(`DELETE ${one}`);
  },
  async links({ go }) {
    const child = (await go('POST R/issues', { title: 'A child' })).int('id') ?? 0;
    const frost = (await go('GET R/issues/2')).int('id') ?? 0;
    await go('POST R/issues/1/sub_issues', { sub_issue_id: child });
    await go('GET R/issues/1/sub_issues');
    await go('GET R/issues/2/parent');
    await go('PATCH R/issues/1/sub_issues/priority', { sub_issue_id: child, before_id: frost });
    await go('DELETE R/issues/1/sub_issue', { sub_issue_id: child });
    await go('POST R/issues/1/dependencies/blocked_by', { issue_id: child });
    await go('GET R/issues/1/dependencies/blocked_by');
    await go('GET R/issues/2/dependencies/blocking');
    await go(`DELETE R/issues/1/dependencies/blocked_by/${child}`);
  },
  async fields({ go, double }) {
    const [priority, effort] = double.state.user('octo-labs')?.issueFields ?? [];
    const path = '/repos/octo-labs/greenhouse/issues/1/issue-field-values';
    await go(`POST ${path}`, { issue_field_values: [{ field_id: priority?.id, value: 'High' }] });
    await go(`GET ${path}`);
    await go(`PUT ${path}`, { issue_field_values: [{ field_id: effort?.id ?? 0, value: 3 }] });
    await go(`DELETE ${path}/${effort?.id}`);
  },
  async comments({ go }) {
    const id = (await go('POST R/issues/1/comments', { body: 'Same here.' })).int('id');
    await go('GET R/issues/1/comments');
    await go('GET R/issues/comments');
    await go(`GET R/issues/comments/${id}`);
    await go(`PATCH R/issues/comments/${id}`, { body: 'Same here, too.' });
    for (const place of ['R/issues/1', `R/issues/comments/${id}`]) {
      const reaction = (await go(`POST ${place}/reactions`, { content: 'heart' })).int('id');
      await go(`GET ${place}/reactions`);
      await go(`DELETE ${place}/reactions/${reaction}`);
    }
    await go(`DELETE R/issues/comments/${id}`);
  },
};
