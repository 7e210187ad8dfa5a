import { newAdvisory } from '../advisories.ts';
import { newCategory, newDiscussion, newDiscussionComment } from '../discussions.ts';
import { addItem, newField, newProject, newStatusUpdate, setValue } from '../projects.ts';
import type { Repository, User } from '../types.ts';
import type { World } from '../world.ts';
import type { People } from './index.ts';

export function seedAlerts(world: World, garden: Repository): void {
  const at = world.now();
  const open = {
    repo: garden,
    number: 1,
    state: 'open' as const,
    reason: null,
    comment: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
  };
  garden.alerts.push(
    world.add({
      ...open,
      kind: 'code-scanning' as const,
      ref: 'refs/heads/main',
      rule: {
        id: 'js/incomplete-sanitization',
        severity: 'error' as const,
        security: 'high',
        description: 'Incomplete string escaping',
      },
      tool: 'CodeQL',
      path: 'src/water.ts',
      line: 4,
      message: 'This does not escape backslashes.',
    }),
    world.add({
      ...open,
      kind: 'secret-scanning' as const,
      secretType: 'weather_api_key',
      secretName: 'Weather API Key',
      secret: 'wk_0123456789abcdef',
      path: 'plan/watering.md',
    }),
    world.add({
      ...open,
      kind: 'dependabot' as const,
      ecosystem: 'npm',
      package: 'seedbag',
      manifest: 'package-lock.json',
      scope: 'runtime' as const,
      severity: 'high' as const,
      ghsa: 'GHSA-2345-6789-cfgh',
      cve: 'CVE-2026-1234',
      summary: 'Seeds leak through a hole',
      vulnerable: '< 1.2.3',
      patched: '1.2.3',
    }),
    world.add({
      ...open,
      kind: 'code-quality' as const,
      rule: 'js/unused-local-variable',
      title: 'Unused variable',
      path: 'src/season.ts',
      line: 1,
    }),
  );
  newAdvisory(world, {
    repo: garden,
    summary: 'Watering can be tricked',
    severity: 'medium',
    ecosystem: 'npm',
    package: 'garden',
  });
  newAdvisory(world, {
    repo: garden,
    summary: 'A draft nobody else sees',
    severity: 'low',
    ecosystem: 'npm',
    package: 'garden',
    state: 'draft',
  });
  newAdvisory(world, {
    repo: null,
    summary: 'Seeds leak through a hole',
    severity: 'high',
    ecosystem: 'npm',
    package: 'seedbag',
    cve: 'CVE-2026-1234',
    ghsa: 'GHSA-2345-6789-cfgh',
  });
  newAdvisory(world, {
    repo: null,
    summary: 'Rake left in the grass',
    severity: 'critical',
    ecosystem: 'pip',
    package: 'rake',
    cwes: ['CWE-79'],
  });
}

export function seedTalk(world: World, garden: Repository, { octo, mona, stranger }: People): void {
  newCategory(world, garden, 'Announcements', ':mega:', false);
  const general = newCategory(world, garden, 'General', ':speech_balloon:', false);
  const help = newCategory(world, garden, 'Q&A', ':pray:', true);
  const question = newDiscussion(world, help, stranger, 'How deep do I plant peas?', 'Mine never come up.');
  const answer = newDiscussionComment(world, question, mona, 'Five centimetres.', null);
  newDiscussionComment(world, question, stranger, 'Thank you!', answer);
  newDiscussionComment(world, question, null, 'Deeper in sand.', null);
  newDiscussion(world, general, octo, 'What do you grow this year?', 'Radish, pea and tomato here.');
}

export function seedPlan(world: World, garden: Repository, octo: User): void {
  const project = newProject(world, octo, octo, 'Season plan');
  project.shortDescription = 'What is next in the garden.';
  const effort = newField(world, project, 'Effort', 'NUMBER');
  const status = project.fields.find(({ name }) => name === 'Status');
  for (const issue of garden.issues.slice(0, 2)) {
    const item = addItem(world, project, issue, octo);
    setValue(world, item, effort, issue.number * 2);
    if (status?.options[0] !== undefined) setValue(world, item, status, status.options[0].id);
  }
  newStatusUpdate(world, project, octo, {
    body: 'Sowing is done.',
    status: 'ON_TRACK',
    startDate: '2026-06-01',
    targetDate: '2026-07-01',
  });
}
