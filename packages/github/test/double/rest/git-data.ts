import { type Call, type Handlers, list, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { found, invalid, notFound, unprocessable } from '../refusal.ts';
import type { Fields, JsonObject } from '../json.ts';
import type { File, Mode, Signature } from '../world/git.ts';
import { deleteRef, isRefName, moveRef, refuseEmpty, resolve, setRef } from '../world/refs.ts';
import { checkBranchName, refuseSecrets } from '../world/rules.ts';
import type { Repository } from '../world/types.ts';
import { entryType, gitCommitView, refView, tagView } from './views/git.ts';
import { repositoryUrl } from './views/repository.ts';

const repo = '/repos/{owner}/{repo}';

export const gitData: Handlers = {
  [`GET ${repo}/git/blobs/{file_sha}`]: (call) => {
    const held = repository(call);
    const sha = call.path.text('file_sha') ?? '';
    if (held.objects.find(sha)?.type !== 'blob') throw notFound();
    const bytes = held.objects.bytes(sha);
    if (call.media.startsWith('raw'))
      return { status: 200, raw: bytes, contentType: 'application/vnd.github.raw; charset=utf-8' };
    return ok({
      sha,
      node_id: `B_${sha.slice(0, 20)}`,
      size: bytes.length,
      url: `${repositoryUrl(call.url, held)}/git/blobs/${sha}`,
      content: bytes.toString('base64').replaceAll(/.{60}/g, '$&\n'),
      encoding: 'base64',
    });
  },
  [`POST ${repo}/git/blobs`]: (call) => {
    const held = repositoryFor(call, 'push');
    refuseEmpty(held);
    const base64 = call.body.text('encoding') === 'base64';
    const bytes = Buffer.from(call.body.text('content') ?? '', base64 ? 'base64' : 'utf8');
    refuseSecrets(held, bytes, 422);
    const sha = held.objects.blob(bytes);
    return created({ sha, url: `${repositoryUrl(call.url, held)}/git/blobs/${sha}` });
  },
  [`GET ${repo}/git/trees/{tree_sha}`]: (call) => {
    const held = repository(call);
    refuseEmpty(held);
    const name = call.path.text('tree_sha') ?? '';
    const sha = held.objects.find(name)?.type === 'tree' ? name : found(resolve(held, name)).tree;
    return ok(treeView(call, held, sha, call.query.has('recursive')));
  },
  [`POST ${repo}/git/trees`]: (call) => {
    const held = repositoryFor(call, 'push');
    refuseEmpty(held);
    const base = call.body.text('base_tree');
    const baseTree =
      base === undefined ? undefined : held.objects.find(base)?.type === 'tree' ? base : resolve(held, base)?.tree;
    if (base !== undefined && baseTree === undefined) throw unprocessable('base_tree is not a valid tree oid');
    const files = baseTree === undefined ? new Map<string, File>() : held.objects.files(baseTree);
    for (const entry of call.body.objects('tree')) place(held, files, entry);
    return created(treeView(call, held, held.objects.write(files), false));
  },
  [`GET ${repo}/git/commits/{commit_sha}`]: (call) => {
    const held = repository(call);
    return ok(gitCommitView(call.url, held, found(held.objects.findCommit(call.path.text('commit_sha') ?? ''))));
  },
  [`POST ${repo}/git/commits`]: (call) => {
    const held = repositoryFor(call, 'push');
    refuseEmpty(held);
    const tree = call.body.text('tree') ?? '';
    if (held.objects.find(tree)?.type !== 'tree') throw unprocessable('Tree SHA does not exist');
    const parents = call.body.texts('parents') ?? [];
    if (parents.some((sha) => held.objects.findCommit(sha) === undefined))
      throw unprocessable('Parent SHA does not exist or is not a commit object');
    const author = signatureOf(call, call.body.object('author'));
    const committer = call.body.has('committer') ? signatureOf(call, call.body.object('committer')) : author;
    const message = call.body.text('message') ?? '';
    return created(gitCommitView(call.url, held, held.objects.commit({ tree, parents, author, committer, message })));
  },
  [`GET ${repo}/git/ref/{ref}`]: (call) => {
    const held = repository(call);
    refuseEmpty(held);
    const ref = `refs/${call.path.text('ref')?.replace(/^refs\//, '') ?? ''}`;
    return ok(refView(call.url, held, ref, found(held.refs.get(ref))));
  },
  [`GET ${repo}/git/matching-refs/{ref}`]: (call) => {
    const held = repository(call);
    refuseEmpty(held);
    const matching = [...held.refs].filter(([ref]) => ref.startsWith(`refs/${call.path.text('ref') ?? ''}`));
    return list(call, matching, ([ref, sha]) => refView(call.url, held, ref, sha));
  },
  [`POST ${repo}/git/refs`]: (call) => {
    const held = repositoryFor(call, 'push');
    refuseEmpty(held);
    const [ref, sha] = [call.body.text('ref') ?? '', call.body.text('sha') ?? ''];
    if (!isRefName(ref)) throw unprocessable(`${ref} is not a valid ref name.`);
    if (held.refs.has(ref)) throw unprocessable('Reference already exists');
    if (held.objects.find(sha) === undefined) throw unprocessable('Object does not exist');
    checkBranchName(held, ref);
    setRef(call.world, held, ref, sha, viewer(call));
    return created(refView(call.url, held, ref, sha));
  },
  [`PATCH ${repo}/git/refs/{ref}`]: (call) => {
    const held = repositoryFor(call, 'push');
    const ref = `refs/${call.path.text('ref') ?? ''}`;
    const sha = call.body.text('sha') ?? '';
    if (!held.refs.has(ref)) throw unprocessable('Reference does not exist');
    if (held.objects.find(sha) === undefined) throw unprocessable('Object does not exist');
    moveRef(call.world, held, ref, sha, viewer(call), { force: call.body.flag('force') ?? false });
    return ok(refView(call.url, held, ref, sha));
  },
  [`DELETE ${repo}/git/refs/{ref}`]: (call) => {
    deleteRef(repositoryFor(call, 'push'), `refs/${call.path.text('ref') ?? ''}`);
    return noContent();
  },
  [`GET ${repo}/git/tags/{tag_sha}`]: (call) => {
    const held = repository(call);
    const tag = held.objects.find(call.path.text('tag_sha') ?? '');
    if (tag?.type !== 'tag') throw notFound();
    return ok(tagView(call.url, held, tag));
  },
  [`POST ${repo}/git/tags`]: (call) => {
    const held = repositoryFor(call, 'push');
    const { body } = call;
    const target = held.objects.find(body.text('object') ?? '');
    if (target === undefined) throw invalid('Tag', 'object', 'invalid');
    const tag = held.objects.tag({
      tag: body.text('tag') ?? '',
      message: body.text('message') ?? '',
      object: { sha: target.sha, type: target.type },
      tagger: signatureOf(call, body.object('tagger')),
    });
    return created(tagView(call.url, held, tag));
  },
};

/** The author or committer of a new commit: as sent, or the viewer now. */
export function signatureOf(call: Call, sent: Fields | undefined): Signature {
  const own = call.world.signature(viewer(call));
  return {
    name: sent?.text('name') ?? own.name,
    email: sent?.text('email') ?? own.email,
    date: sent?.text('date') ?? own.date,
  };
}

const modes: readonly Mode[] = ['100644', '100755', '120000', '160000', '040000'];

/** Takes one entry of a tree that is being made; a null sha takes the path away. */
function place(repo: Repository, files: Map<string, File>, entry: Fields): void {
  const path = entry.text('path') ?? '';
  if (
    path === '' ||
    path.startsWith('/') ||
    path.split('/').some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase()))
  )
    throw unprocessable(`tree.path contains a malformed path component`);
  const mode = modes.find((one) => one === entry.text('mode')) ?? '100644';
  const content = entry.text('content');
  if (content !== undefined) refuseSecrets(repo, Buffer.from(content), 422);
  const sha = content === undefined ? entry.all['sha'] : repo.objects.blob(content);
  if (sha === null) {
    if (![...files.keys()].some((held) => held === path || held.startsWith(`${path}/`)))
      throw unprocessable('GitRPC::BadObjectState');
    for (const held of files.keys()) if (held === path || held.startsWith(`${path}/`)) files.delete(held);
    return;
  }
  if (typeof sha !== 'string') throw unprocessable('Must supply either tree.sha or tree.content');
  if (mode !== '160000' && repo.objects.find(sha) === undefined)
    throw unprocessable(`tree.sha ${sha} is not a valid ${entryType(mode)}`);
  if (mode === '040000') for (const [below, file] of repo.objects.files(sha)) files.set(`${path}/${below}`, file);
  else files.set(path, { mode, sha });
}

function treeView(call: Call, repo: Repository, sha: string, recursive: boolean): JsonObject {
  const own = `${repositoryUrl(call.url, repo)}/git`;
  const entries: JsonObject[] = [];
  const walk = (tree: string, prefix: string) => {
    for (const { name, mode, sha } of repo.objects.entries(tree)) {
      const type = entryType(mode);
      const size = type === 'blob' ? { size: repo.objects.bytes(sha).length } : {};
      entries.push({ path: `${prefix}${name}`, mode, type, sha, ...size, url: `${own}/${type}s/${sha}` });
      if (recursive && type === 'tree') walk(sha, `${prefix}${name}/`);
    }
  };
  walk(sha, '');
  return { sha, url: `${own}/trees/${sha}`, tree: entries, truncated: false };
}
