import { type Call, type Handlers, list, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, noContent, ok, redirect } from '../http/reply.ts';
import { found, invalid } from '../refusal.ts';
import type { JsonObject } from '../json.ts';
import { resolve } from '../world/refs.ts';
import type { Repository } from '../world/types.ts';
import type { Asset, Release } from '../world/types-talk.ts';
import { userView } from './views/accounts.ts';
import { bodies } from './views/issue.ts';
import { repositoryHtml, repositoryUrl } from './views/repository.ts';

const path = '/repos/{owner}/{repo}/releases';

export const releases: Handlers = {
  [`GET ${path}`]: (call) => list(call, visible(call).toReversed(), (one) => releaseView(call, one)),
  [`POST ${path}`]: (call) => {
    const repo = repositoryFor(call, 'push');
    const tag = call.body.text('tag_name') ?? '';
    if (repo.releases.some((one) => one.tag === tag && !one.draft))
      throw invalid('Release', 'tag_name', 'already_exists');
    const at = call.world.now();
    const made: Release = call.world.add({
      kind: 'Release' as const,
      repo,
      tag,
      target: repo.defaultBranch,
      name: null,
      body: null,
      draft: false,
      prerelease: false,
      author: viewer(call),
      assets: [],
      createdAt: at,
      publishedAt: null,
    });
    change(call, made);
    if (call.body.flag('generate_release_notes')) made.body = `${made.body ?? ''}${notes(repo, tag)}`;
    repo.releases.push(made);
    return created(releaseView(call, made));
  },
  [`GET ${path}/latest`]: (call) =>
    ok(releaseView(call, found(repository(call).releases.findLast(({ draft, prerelease }) => !draft && !prerelease)))),
  [`GET ${path}/tags/{tag}`]: (call) =>
    ok(
      releaseView(
        call,
        found(repository(call).releases.find(({ draft, tag }) => !draft && tag === call.path.text('tag'))),
      ),
    ),
  [`GET ${path}/{release_id}`]: (call) => ok(releaseView(call, release(call))),
  [`PATCH ${path}/{release_id}`]: (call) => {
    repositoryFor(call, 'push');
    const held = release(call);
    change(call, held);
    return ok(releaseView(call, held));
  },
  [`DELETE ${path}/{release_id}`]: (call) => {
    const repo = repositoryFor(call, 'push');
    const gone = release(call);
    repo.releases = repo.releases.filter((one) => one !== gone);
    call.world.forget(gone);
    return noContent();
  },
  [`POST ${path}/generate-notes`]: (call) => {
    const tag = call.body.text('tag_name') ?? '';
    return ok({ name: tag, body: notes(repositoryFor(call, 'push'), tag) });
  },
  [`GET ${path}/{release_id}/assets`]: (call) => list(call, release(call).assets, (one) => assetView(call, one)),
  [`POST ${path}/{release_id}/assets`]: (call) => {
    repositoryFor(call, 'push');
    const held = release(call);
    const name = (call.query.text('name') ?? '').replaceAll(/[^\w.-]+/g, '.');
    if (name === '') throw invalid('ReleaseAsset', 'name', 'missing_field');
    if (held.assets.some((one) => one.name === name)) throw invalid('ReleaseAsset', 'name', 'already_exists');
    const at = call.world.now();
    const made: Asset = call.world.add({
      kind: 'ReleaseAsset' as const,
      release: held,
      name,
      label: call.query.text('label') ?? null,
      contentType: call.headers['content-type'] ?? 'application/octet-stream',
      bytes: call.bytes,
      uploader: viewer(call),
      downloads: 0,
      createdAt: at,
      updatedAt: at,
    });
    held.assets.push(made);
    return created(assetView(call, made));
  },
  [`GET ${path}/assets/{asset_id}`]: (call) => {
    const held = asset(call);
    if (call.headers['accept'] === 'application/octet-stream')
      return redirect(`${call.url}/files/assets/${held.id}?sig=a`);
    return ok(assetView(call, held));
  },
  [`PATCH ${path}/assets/{asset_id}`]: (call) => {
    repositoryFor(call, 'push');
    const held = asset(call);
    held.name = call.body.text('name') ?? held.name;
    held.label = call.body.text('label') ?? held.label;
    held.updatedAt = call.world.now();
    return ok(assetView(call, held));
  },
  [`DELETE ${path}/assets/{asset_id}`]: (call) => {
    repositoryFor(call, 'push');
    const gone = asset(call);
    gone.release.assets = gone.release.assets.filter((one) => one !== gone);
    return noContent();
  },
};

/** Drafts are for who may push. */
function visible(call: Call): Release[] {
  const repo = repository(call);
  return repo.releases.filter(({ draft }) => !draft || call.world.canPush(call.viewer, repo));
}

const release = (call: Call): Release => found(visible(call).find(({ id }) => id === call.path.int('release_id')));
const asset = (call: Call): Asset =>
  found(
    visible(call)
      .flatMap(({ assets }) => assets)
      .find(({ id }) => id === call.path.int('asset_id')),
  );
const notes = (repo: Repository, tag: string) => `**Full Changelog**: ${repositoryHtml(repo)}/commits/${tag}`;

/** Publishing a release makes its tag when there is none. */
function change({ body, world }: Call, held: Release): void {
  held.tag = body.text('tag_name') ?? held.tag;
  held.target = body.text('target_commitish') ?? held.target;
  held.name = body.text('name') ?? held.name;
  held.body = body.text('body') ?? held.body;
  held.draft = body.flag('draft') ?? held.draft;
  held.prerelease = body.flag('prerelease') ?? held.prerelease;
  if (held.draft) return;
  held.publishedAt ??= world.now();
  const ref = `refs/tags/${held.tag}`;
  if (held.repo.refs.has(ref)) return;
  const commit = resolve(held.repo, held.target);
  if (commit === undefined) throw invalid('Release', 'target_commitish', 'invalid');
  held.repo.refs.set(ref, commit.sha);
}

function releaseView(call: Call, held: Release): JsonObject {
  const { repo } = held;
  const own = `${repositoryUrl(call.url, repo)}/releases/${held.id}`;
  return {
    url: own,
    html_url: `${repositoryHtml(repo)}/releases/tag/${held.tag}`,
    assets_url: `${own}/assets`,
    upload_url: `${call.url}/uploads/repos/${repo.owner.login}/${repo.name}/releases/${held.id}/assets{?name,label}`,
    tarball_url: held.draft ? null : `${repositoryUrl(call.url, repo)}/tarball/${held.tag}`,
    zipball_url: held.draft ? null : `${repositoryUrl(call.url, repo)}/zipball/${held.tag}`,
    id: held.id,
    node_id: held.nodeId,
    tag_name: held.tag,
    target_commitish: held.target,
    name: held.name,
    ...bodies(held.body, call.media),
    draft: held.draft,
    prerelease: held.prerelease,
    immutable: false,
    created_at: held.createdAt,
    published_at: held.publishedAt,
    author: userView(call.url, held.author),
    assets: held.assets.map((one) => assetView(call, one)),
  };
}

function assetView(call: Call, held: Asset): JsonObject {
  const { repo, tag } = held.release;
  return {
    url: `${repositoryUrl(call.url, repo)}/releases/assets/${held.id}`,
    browser_download_url: `${repositoryHtml(repo)}/releases/download/${tag}/${held.name}`,
    id: held.id,
    node_id: held.nodeId,
    name: held.name,
    label: held.label,
    state: 'uploaded',
    content_type: held.contentType,
    size: held.bytes.length,
    digest: null,
    download_count: held.downloads,
    created_at: held.createdAt,
    updated_at: held.updatedAt,
    uploader: userView(call.url, held.uploader),
  };
}
