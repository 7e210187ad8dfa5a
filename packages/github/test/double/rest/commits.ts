import { type Call, type Handlers, list, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, noContent, ok, raw, type Reply } from '../http/reply.ts';
import { found, notFound } from '../refusal.ts';
import type { JsonObject } from '../json.ts';
import { type Change, changes, unified } from '../world/diff.ts';
import type { CommitObject } from '../world/git.ts';
import { mergeCommit } from '../world/merge.ts';
import { branches, commitOf, refuseEmpty, resolve, setRef, tags } from '../world/refs.ts';
import type { Repository } from '../world/types.ts';
import { accountOf, changesOf, changeView, commitView } from './views/git.ts';
import { fullName, repositoryHtml, repositoryUrl } from './views/repository.ts';

const repo = '/repos/{owner}/{repo}';

export const commits: Handlers = {
  [`GET ${repo}/commits`]: (call) => {
    const held = repository(call);
    refuseEmpty(held);
    const { query, world, url } = call;
    const start = query.text('sha') ?? held.defaultBranch;
    const from = found(resolve(held, start));
    return list(call, filter(call, held, held.objects.history(from.sha)), (one) => commitView(url, world, held, one));
  },
  [`GET ${repo}/commits/{ref}`]: (call) => {
    const held = repository(call);
    const commit = commitOf(held, call.path.text('ref') ?? '');
    const files = changesOf(held, commit);
    if (call.media.startsWith('sha')) return raw(commit.sha, 'application/vnd.github.sha; charset=utf-8');
    return asText(call, held, files, [commit]) ?? ok(commitView(call.url, call.world, held, commit, files));
  },
  [`GET ${repo}/compare/{basehead}`]: (call) => compare(call, call.path.text('basehead') ?? ''),
  [`GET ${repo}/branches`]: (call) => {
    const held = repository(call);
    const wanted = call.query.flag('protected');
    const all = branches(held).filter(([name]) => wanted === undefined || held.protectedBranches.has(name) === wanted);
    return list(call, byName(all), (one) => branchView(call, held, one));
  },
  [`GET ${repo}/branches/{branch}`]: (call) => {
    const held = repository(call);
    const name = call.path.text('branch') ?? '';
    const sha = held.refs.get(`refs/heads/${name}`);
    if (sha === undefined) throw Object.assign(notFound(), { body: { message: 'Branch not found', status: '404' } });
    const commit = found(held.objects.findCommit(sha));
    return ok({
      ...branchView(call, held, [name, sha]),
      commit: commitView(call.url, call.world, held, commit),
      _links: {
        html: `${repositoryHtml(held)}/tree/${name}`,
        self: `${repositoryUrl(call.url, held)}/branches/${name}`,
      },
    });
  },
  [`GET ${repo}/tags`]: (call) => {
    const held = repository(call);
    return list(call, byName(tags(held)).reverse(), ([name, sha]) => tagListView(call, held, name, sha));
  },
  [`POST ${repo}/merges`]: (call) => {
    const held = repositoryFor(call, 'push');
    const me = viewer(call);
    const base = call.body.text('base') ?? '';
    const into = found(held.refs.get(`refs/heads/${base}`));
    const head = found(resolve(held, call.body.text('head') ?? ''));
    if (held.objects.history(into).some(({ sha }) => sha === head.sha)) return noContent();
    const message = call.body.text('commit_message') ?? `Merge ${call.body.text('head') ?? ''} into ${base}`;
    const merged = mergeCommit(held.objects, into, head.sha, message, call.world.signature(me));
    setRef(call.world, held, `refs/heads/${base}`, merged.sha, me);
    return created(commitView(call.url, call.world, held, merged, changesOf(held, merged)));
  },
};

/** A diff or patch when the caller asked for one. */
export function asText(call: Call, held: Repository, files: Change[], all: CommitObject[]): Reply | undefined {
  if (call.media.startsWith('diff')) return raw(unified(files), 'application/vnd.github.diff; charset=utf-8');
  if (!call.media.startsWith('patch')) return undefined;
  const patches = all.map((one) => {
    const [subject = ''] = one.message.split('\n');
    return `From ${one.sha} Mon Sep 17 00:00:00 2001\nFrom: ${one.author.name} <${one.author.email}>\nDate: ${one.author.date}\nSubject: [PATCH] ${subject}\n\n---\n${unified(changesOf(held, one))}`;
  });
  return raw(patches.join('\n'), 'application/vnd.github.patch; charset=utf-8');
}

function filter({ query, world }: Call, held: Repository, history: CommitObject[]): CommitObject[] {
  const [path, author, since, until] = [
    query.text('path'),
    query.text('author'),
    query.text('since'),
    query.text('until'),
  ];
  const by = (wanted: string, email: string) =>
    email === wanted || accountOf(world, email)?.login.toLowerCase() === wanted.toLowerCase();
  const committer = query.text('committer');
  return history.filter(
    (one) =>
      (author === undefined || by(author, one.author.email)) &&
      (committer === undefined || by(committer, one.committer.email)) &&
      (since === undefined || Date.parse(one.committer.date) >= Date.parse(since)) &&
      (until === undefined || Date.parse(one.committer.date) <= Date.parse(until)) &&
      (path === undefined ||
        changesOf(held, one).some((change) => change.path === path || change.path.startsWith(`${path}/`))),
  );
}

function compare(call: Call, basehead: string): Reply {
  const held = repository(call);
  const [baseName = '', headName = ''] = basehead.split('...');
  const base = side(call, held, baseName);
  const head = side(call, held, headName);
  const between = held.objects.mergeBase(base.sha, head.sha);
  if (between === undefined)
    throw Object.assign(notFound(), {
      body: { message: `No common ancestor between ${baseName} and ${headName}.`, status: '404' },
    });
  const behindOf = new Set(held.objects.history(head.sha).map(({ sha }) => sha));
  const aheadOf = new Set(held.objects.history(base.sha).map(({ sha }) => sha));
  const ahead = held.objects
    .history(head.sha)
    .filter(({ sha }) => !aheadOf.has(sha))
    .reverse();
  const behind = held.objects.history(base.sha).filter(({ sha }) => !behindOf.has(sha)).length;
  const files = changes(held.objects, between.tree, head.tree);
  const own = `${repositoryUrl(call.url, held)}/compare/${basehead}`;
  const html = `${repositoryHtml(held)}/compare/${basehead}`;
  const page = list(call, ahead, (one) => commitView(call.url, call.world, held, one));
  const answer: JsonObject = {
    url: own,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitView(call.url, call.world, held, base),
    merge_base_commit: commitView(call.url, call.world, held, between),
    status: ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: page.data ?? [],
    // Only the first page has the files.
    files: (call.query.int('page') ?? 1) > 1 ? [] : files.map((one) => changeView(call.url, held, head.sha, one)),
  };
  return asText(call, held, files, ahead) ?? { ...page, data: answer };
}

/** One side of a comparison: a ref, or `owner:ref` of a fork. */
function side(call: Call, held: Repository, name: string): CommitObject {
  const [owner, ref] = name.includes(':') ? name.split(':') : [undefined, name];
  const other =
    owner === undefined
      ? held
      : call.world.repositories.find((one) => one.owner.login === owner && one.objects === held.objects);
  return found(resolve(found(other), ref ?? ''));
}

function branchView(call: Call, held: Repository, [name, sha]: [string, string]): JsonObject {
  const isProtected = held.protectedBranches.has(name);
  const url = `${repositoryUrl(call.url, held)}/branches/${name}/protection`;
  return {
    name,
    commit: { sha, url: `${repositoryUrl(call.url, held)}/commits/${sha}` },
    protected: isProtected,
    protection: {
      enabled: isProtected,
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: url,
  };
}

function tagListView(call: Call, held: Repository, name: string, sha: string): JsonObject {
  const commit = held.objects.findCommit(sha)?.sha ?? sha;
  return {
    name,
    commit: { sha: commit, url: `${repositoryUrl(call.url, held)}/commits/${commit}` },
    zipball_url: `${repositoryUrl(call.url, held)}/zipball/refs/tags/${name}`,
    tarball_url: `${repositoryUrl(call.url, held)}/tarball/refs/tags/${name}`,
    node_id: `REF_${Buffer.from(`${fullName(held)}:${name}`).toString('base64url')}`,
  };
}

const byName = (all: [name: string, sha: string][]) => all.toSorted(([a], [b]) => a.localeCompare(b));
