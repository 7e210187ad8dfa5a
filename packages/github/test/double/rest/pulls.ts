import {
  type Call,
  type Handlers,
  list,
  names,
  pull,
  repository,
  repositoryFor,
  sorted,
  viewer,
} from '../http/call.ts';
import { accepted, created, noContent, ok } from '../http/reply.ts';
import { conflict, found, forbidden, invalid, unprocessable } from '../refusal.ts';
import { event, changeIssue } from '../world/issues.ts';
import { merge, type Method, newPull, pullChanges, pullCommits, updateBranch } from '../world/pulls.ts';
import type { PullRequest, Team, User } from '../world/types.ts';
import { teamView, userView } from './views/accounts.ts';
import { changeView, commitView } from './views/git.ts';
import { pullView } from './views/pull.ts';
import { repositoryUrl } from './views/repository.ts';
import { asText } from './commits.ts';

const repo = '/repos/{owner}/{repo}';
const one = `${repo}/pulls/{pull_number}`;

export const pulls: Handlers = {
  [`GET ${repo}/pulls`]: (call) => {
    const { query } = call;
    const state = query.text('state') ?? 'open';
    const [head, base] = [query.text('head'), query.text('base')];
    const all = repository(call)
      .issues.flatMap((issue) => issue.pull ?? [])
      .filter(
        (held) =>
          (state === 'all' || held.issue.state === state) &&
          (base === undefined || held.base.ref === base) &&
          (head === undefined || `${held.head.repo?.owner.login ?? ''}:${held.head.ref}` === head),
      );
    return list(call, order(call, all), (held) => pullView(call.url, held, call.media, false));
  },
  [`POST ${repo}/pulls`]: (call) => {
    const held = repository(call);
    const me = viewer(call);
    const { body, world } = call;
    const title = body.text('title') ?? '';
    if (title.trim() === '') throw invalid('PullRequest', 'title', 'missing_field');
    const made = newPull(world, held, me, {
      title,
      body: body.text('body') ?? null,
      head: body.text('head') ?? '',
      base: body.text('base') ?? '',
      draft: body.flag('draft') ?? false,
      maintainerCanModify: body.flag('maintainer_can_modify'),
    });
    return created(pullView(call.url, made));
  },
  [`GET ${one}`]: (call) => {
    const held = pull(call);
    return (
      asText(call, held.base.repo, pullChanges(held), pullCommits(held)) ?? ok(pullView(call.url, held, call.media))
    );
  },
  [`PATCH ${one}`]: (call) => {
    const held = pull(call);
    const me = viewer(call);
    const { body, world } = call;
    if (held.issue.author !== me && !world.canPush(me, held.base.repo)) throw forbidden();
    const state = body.text('state');
    const base = body.text('base');
    if (base !== undefined && base !== held.base.ref) {
      held.baseSha = held.base.repo.refs.get(`refs/heads/${base}`) ?? refuse('base');
      held.base.ref = base;
    }
    changeIssue(world, held.issue, me, {
      title: body.text('title'),
      body: body.all['body'] === null ? null : body.text('body'),
      state: state === 'open' || state === 'closed' ? state : undefined,
    });
    held.maintainerCanModify = body.flag('maintainer_can_modify') ?? held.maintainerCanModify;
    return ok(pullView(call.url, held));
  },
  [`GET ${one}/commits`]: (call) => {
    const held = pull(call);
    return list(call, pullCommits(held), (commit) => commitView(call.url, call.world, held.base.repo, commit));
  },
  [`GET ${one}/files`]: (call) => {
    const held = pull(call);
    return list(call, pullChanges(held), (change) => changeView(call.url, held.base.repo, held.headSha, change));
  },
  [`GET ${one}/merge`]: (call) => {
    found(pull(call).merged || undefined);
    return noContent();
  },
  [`PUT ${one}/merge`]: (call) => {
    const held = pull(call, repositoryFor(call, 'push'));
    const { body } = call;
    const sha = body.text('sha');
    if (sha !== undefined && sha !== held.headSha)
      throw conflict('Head branch was modified. Review and try the merge again.');
    const method = methods.find((name) => name === body.text('merge_method')) ?? 'merge';
    const commit = merge(
      call.world,
      held,
      viewer(call),
      method,
      body.text('commit_title'),
      body.text('commit_message'),
    );
    return ok({ sha: commit.sha, merged: true, message: 'Pull Request successfully merged' });
  },
  [`PUT ${one}/update-branch`]: (call) => {
    const held = pull(call);
    updateBranch(call.world, held, viewer(call), call.body.text('expected_head_sha'));
    const url = `${repositoryUrl(call.url, held.base.repo)}/pulls/${held.issue.number}`;
    return accepted({ message: 'Updating pull request branch.', url });
  },
  [`GET ${one}/requested_reviewers`]: (call) => {
    const held = pull(call);
    return ok({
      users: held.reviewers.map((user) => userView(call.url, user)),
      teams: held.teamReviewers.map((team) => teamView(call.url, team)),
    });
  },
  [`POST ${one}/requested_reviewers`]: (call) => {
    const held = pull(call, repositoryFor(call, 'triage'));
    const { users, teams } = sentReviewers(call, held);
    if (users.some((user) => user === held.issue.author))
      throw unprocessable('Review cannot be requested from pull request author.');
    held.reviewers = [...new Set([...held.reviewers, ...users])];
    held.teamReviewers = [...new Set([...held.teamReviewers, ...teams])];
    for (const _ of users) event(call.world, held.issue, 'review_requested', viewer(call));
    return created(pullView(call.url, held));
  },
  [`DELETE ${one}/requested_reviewers`]: (call) => {
    const held = pull(call, repositoryFor(call, 'triage'));
    const { users, teams } = sentReviewers(call, held);
    held.reviewers = held.reviewers.filter((user) => !users.includes(user));
    held.teamReviewers = held.teamReviewers.filter((team) => !teams.includes(team));
    return ok(pullView(call.url, held));
  },
  [`GET ${repo}/commits/{commit_sha}/pulls`]: (call) => {
    const held = repository(call);
    const sha = call.path.text('commit_sha') ?? '';
    const all = held.issues
      .flatMap((issue) => issue.pull ?? [])
      .filter((pull) => pull.mergeCommitSha === sha || pullCommits(pull).some((commit) => commit.sha === sha));
    return list(call, all, (pull) => pullView(call.url, pull, '', false));
  },
};

const methods: readonly Method[] = ['merge', 'squash', 'rebase'];

function refuse(field: string): never {
  throw invalid('PullRequest', field, 'invalid');
}

function sentReviewers({ body, world }: Call, held: PullRequest): { users: User[]; teams: Team[] } {
  const collaborator = (user: User) =>
    world.permission(user, held.base.repo) !== null &&
    (held.base.repo.collaborators.has(user) ||
      held.base.repo.owner === user ||
      held.base.repo.owner.members.has(user) ||
      user.type === 'Bot');
  const users = (names(body.all['reviewers'], 'login') ?? []).flatMap((login) => {
    const user =
      world.user(login) ?? (login === 'copilot-pull-request-reviewer[bot]' ? world.user('Copilot') : undefined);
    if (user === undefined || !collaborator(user))
      throw unprocessable(
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${held.base.repo.owner.login}/${held.base.repo.name} repository.`,
      );
    // Copilot is left out in silence where it does not review.
    return user.login === 'Copilot' && !held.base.repo.copilot ? [] : [user];
  });
  const teams = (body.texts('team_reviewers') ?? []).map(
    (slug) => held.base.repo.owner.teams.find((team) => team.slug === slug) ?? refuse('team_reviewers'),
  );
  return { users, teams };
}

function order(call: Call, all: PullRequest[]): PullRequest[] {
  const by = call.query.text('sort') ?? 'created';
  const fallback = by === 'created' && !call.query.has('sort') ? 'desc' : 'asc';
  if (by === 'popularity') return sorted(call, all, (held) => held.issue.comments.length, fallback);
  return sorted(call, all, (held) => (by === 'updated' ? held.issue.updatedAt : held.issue.createdAt), fallback);
}
