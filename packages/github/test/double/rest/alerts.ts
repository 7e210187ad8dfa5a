import {
  allows,
  type Call,
  type Handlers,
  cursorList,
  list,
  organization,
  repository,
  sorted,
  viewer,
} from '../http/call.ts';
import { ok, type Reply } from '../http/reply.ts';
import { forbidden, found, notFound, unprocessable } from '../refusal.ts';
import type { Repository } from '../world/types.ts';
import type { Alert } from '../world/types-work.ts';
import { alertView } from './views/alert.ts';

const repo = '/repos/{owner}/{repo}';
type Kind = Alert['kind'];

export const alerts: Handlers = {
  [`GET ${repo}/code-scanning/alerts`]: (call) => page(call, of(call, 'code-scanning'), list),
  [`GET ${repo}/code-scanning/alerts/{alert_number}`]: (call) => ok(alertView(call.url, alert(call, 'code-scanning'))),
  [`PATCH ${repo}/code-scanning/alerts/{alert_number}`]: (call) =>
    close(call, 'code-scanning', 'dismissed', 'dismissed_reason', 'dismissed_comment'),
  [`GET ${repo}/code-scanning/alerts/{alert_number}/instances`]: (call) => {
    const { most_recent_instance } = alertView(call.url, alert(call, 'code-scanning'));
    return list(call, [most_recent_instance ?? null], (one) => one);
  },
  [`GET ${repo}/secret-scanning/alerts`]: (call) => page(call, of(call, 'secret-scanning'), list),
  [`GET ${repo}/secret-scanning/alerts/{alert_number}`]: (call) =>
    ok(alertView(call.url, alert(call, 'secret-scanning'))),
  [`PATCH ${repo}/secret-scanning/alerts/{alert_number}`]: (call) =>
    close(call, 'secret-scanning', 'resolved', 'resolution', 'resolution_comment'),
  [`GET ${repo}/secret-scanning/alerts/{alert_number}/locations`]: (call) => {
    const held = alert(call, 'secret-scanning');
    const path = held.kind === 'secret-scanning' ? held.path : '';
    const details = {
      path,
      start_line: 1,
      end_line: 1,
      start_column: 1,
      end_column: 8,
      blob_sha: '0'.repeat(40),
      blob_url: '',
      commit_sha: '0'.repeat(40),
      commit_url: '',
    };
    return list(call, [{ type: 'commit', details }], (one) => one);
  },
  [`GET ${repo}/dependabot/alerts`]: (call) => page(call, of(call, 'dependabot'), cursorList),
  [`GET ${repo}/dependabot/alerts/{alert_number}`]: (call) => ok(alertView(call.url, alert(call, 'dependabot'))),
  [`PATCH ${repo}/dependabot/alerts/{alert_number}`]: (call) =>
    close(call, 'dependabot', 'dismissed', 'dismissed_reason', 'dismissed_comment'),
  [`GET ${repo}/code-quality/findings`]: (call) => page(call, of(call, 'code-quality'), cursorList),
  [`GET ${repo}/code-quality/findings/{finding_number}`]: (call) =>
    ok(alertView(call.url, alert(call, 'code-quality', 'finding_number'))),
  'GET /orgs/{org}/code-scanning/alerts': (call) => page(call, ofOrganization(call, 'code-scanning'), list),
  'GET /orgs/{org}/secret-scanning/alerts': (call) => page(call, ofOrganization(call, 'secret-scanning'), list),
  'GET /orgs/{org}/dependabot/alerts': (call) => page(call, ofOrganization(call, 'dependabot'), cursorList),
};

/** The repository, for who may see its alerts: GitHub hides them from everybody else. */
function guarded(call: Call): Repository {
  const held = repository(call);
  viewer(call);
  if (!allows(call.world.permission(call.viewer, held), 'push'))
    throw held.private ? notFound() : forbidden('You are not authorized to perform this action.');
  return held;
}

const of = (call: Call, kind: Kind): Alert[] => guarded(call).alerts.filter((one) => one.kind === kind);

function ofOrganization(call: Call, kind: Kind): Alert[] {
  const org = organization(call);
  if (org.members.get(viewer(call)) !== 'admin') throw notFound();
  return call.world.repositories
    .filter(({ owner }) => owner === org)
    .flatMap(({ alerts: all }) => all.filter((one) => one.kind === kind));
}

const alert = (call: Call, kind: Kind, number = 'alert_number'): Alert =>
  found(of(call, kind).find((one) => one.number === call.path.int(number)));

function page(call: Call, all: Alert[], paging: typeof list): Reply {
  const { query } = call;
  const is = (name: string, held: string) => {
    const wanted = query.text(name);
    return wanted === undefined || wanted.split(',').includes(held);
  };
  const fits = (one: Alert): boolean => {
    if (!is('state', one.state)) return false;
    switch (one.kind) {
      case 'code-scanning':
        return (
          is('tool_name', one.tool) &&
          (is('severity', one.rule.severity) || is('severity', one.rule.security)) &&
          (!query.has('ref') || `refs/heads/${query.text('ref')}`.endsWith(one.ref.replace('refs/heads/', '')))
        );
      case 'secret-scanning':
        return is('secret_type', one.secretType) && is('resolution', one.reason ?? '');
      case 'dependabot':
        return (
          is('severity', one.severity) &&
          is('ecosystem', one.ecosystem) &&
          is('package', one.package) &&
          is('scope', one.scope)
        );
      case 'code-quality':
        return true;
    }
  };
  const by = query.text('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  return paging(
    call,
    sorted(call, all.filter(fits), (one) => one[by]),
    (one) => alertView(call.url, one),
  );
}

/** Closes an alert with a reason, or opens it again. */
function close(call: Call, kind: Kind, closed: string, reason: string, comment: string): Reply {
  const held = alert(call, kind);
  const { body, world } = call;
  const state = body.text('state');
  const why = body.text(reason);
  if (state === closed && why === undefined) throw unprocessable(`${reason} is required when closing an alert`);
  if (state === closed)
    Object.assign(held, {
      state,
      reason: why,
      comment: body.text(comment) ?? null,
      closedAt: world.now(),
      closedBy: viewer(call),
    });
  if (state === 'open') Object.assign(held, { state, reason: null, comment: null, closedAt: null, closedBy: null });
  held.updatedAt = world.now();
  return ok(alertView(call.url, held));
}
