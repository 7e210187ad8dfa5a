import {
  type Call,
  cursorList,
  type Handlers,
  organization,
  repository,
  repositoryFor,
  sorted,
  viewer,
} from '../http/call.ts';
import { created, ok, type Reply } from '../http/reply.ts';
import { found } from '../refusal.ts';
import { newAdvisory } from '../world/advisories.ts';
import { inRange } from '../world/query.ts';
import type { Advisory } from '../world/types-work.ts';
import { advisoryView } from './views/alert.ts';

const repo = '/repos/{owner}/{repo}';

export const advisories: Handlers = {
  'GET /advisories': (call) => {
    const { query, world } = call;
    const is = (name: string, held: string | null) => {
      const wanted = query.text(name);
      return wanted === undefined || wanted.toLowerCase() === held?.toLowerCase();
    };
    const [cwes, affects] = [several(call, 'cwes'), several(call, 'affects')];
    const withdrawn = query.flag('is_withdrawn');
    const days = (name: string, held: string | null) =>
      !query.has(name) || (held !== null && inRange(query.text(name) ?? '', held));
    const all = world.advisories.filter(
      (one) =>
        is('ghsa_id', one.ghsa) &&
        is('cve_id', one.cve) &&
        is('ecosystem', one.ecosystem) &&
        is('severity', one.severity) &&
        (query.text('type') ?? 'reviewed') === one.type &&
        (cwes === undefined ||
          cwes.some((cwe) => one.cwes.some((held) => held.replace('CWE-', '') === cwe.replace('CWE-', '')))) &&
        (affects === undefined || affects.some((name) => name.split('@')[0] === one.package)) &&
        (withdrawn === undefined || (one.withdrawnAt !== null) === withdrawn) &&
        days('published', one.publishedAt) &&
        days('updated', one.updatedAt) &&
        days('modified', one.updatedAt),
    );
    return cursorList(
      call,
      sorted(call, all, (one) => one.publishedAt ?? ''),
      (one) => advisoryView(call.url, one),
    );
  },
  'GET /advisories/{ghsa_id}': (call) =>
    ok(advisoryView(call.url, found(call.world.advisories.find(({ ghsa }) => ghsa === call.path.text('ghsa_id'))))),
  [`GET ${repo}/security-advisories`]: (call) => page(call, visible(call, repository(call).advisories)),
  [`GET ${repo}/security-advisories/{ghsa_id}`]: (call) => ok(advisoryView(call.url, advisory(call))),
  [`POST ${repo}/security-advisories`]: (call) => {
    const held = repositoryFor(call, 'admin');
    const { body } = call;
    const [first] = body.objects('vulnerabilities');
    const severity = (['low', 'medium', 'high', 'critical'] as const).find((one) => one === body.text('severity'));
    const made = newAdvisory(call.world, {
      repo: held,
      summary: body.text('summary') ?? '',
      description: body.text('description') ?? '',
      severity: severity ?? 'medium',
      ecosystem: first?.object('package')?.text('ecosystem') ?? 'other',
      package: first?.object('package')?.text('name') ?? '',
      author: viewer(call),
      state: 'draft',
    });
    return created(advisoryView(call.url, made));
  },
  [`PATCH ${repo}/security-advisories/{ghsa_id}`]: (call) => {
    repositoryFor(call, 'admin');
    const held = advisory(call);
    const { body, world } = call;
    held.summary = body.text('summary') ?? held.summary;
    held.description = body.text('description') ?? held.description;
    const state = (['published', 'closed', 'draft'] as const).find((one) => one === body.text('state'));
    held.state = state ?? held.state;
    if (state === 'published') held.publishedAt ??= world.now();
    held.updatedAt = world.now();
    return ok(advisoryView(call.url, held));
  },
  'GET /orgs/{org}/security-advisories': (call) => {
    const org = organization(call);
    const all = call.world.repositories.filter(({ owner }) => owner === org).flatMap((held) => held.advisories);
    return page(call, visible(call, all));
  },
};

/** Unpublished advisories are visible to people who may push. */
function visible({ world, viewer: me }: Call, all: Advisory[]): Advisory[] {
  return all.filter((one) => one.state === 'published' || (one.repo !== null && world.canPush(me, one.repo)));
}

const advisory = (call: Call): Advisory =>
  found(visible(call, repository(call).advisories).find(({ ghsa }) => ghsa === call.path.text('ghsa_id')));

function page(call: Call, all: Advisory[]): Reply {
  const state = call.query.text('state');
  const by = { updated: 'updatedAt', published: 'publishedAt' } as const;
  const sort = call.query.text('sort');
  const key = sort === 'updated' || sort === 'published' ? by[sort] : 'createdAt';
  return cursorList(
    call,
    sorted(
      call,
      all.filter((one) => state === undefined || one.state === state),
      (one) => one[key] ?? '',
    ),
    (one) => advisoryView(call.url, one),
  );
}

/** Sent once with commas, or several times. */
function several({ query }: Call, name: string): string[] | undefined {
  return query.texts(name) ?? query.text(name)?.split(',');
}
