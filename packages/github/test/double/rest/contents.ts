import { type Call, type Handlers, repository, repositoryFor, viewer } from '../http/call.ts';
import { created, ok, raw, type Reply } from '../http/reply.ts';
import { conflict, found, invalid, notFound, Refusal, unprocessable } from '../refusal.ts';
import { sign } from '../http/sign.ts';
import type { JsonObject } from '../json.ts';
import type { CommitObject, File } from '../world/git.ts';
import { commitFiles, fileAt, isEmpty, resolve } from '../world/refs.ts';
import { refuseSecrets } from '../world/rules.ts';
import type { Repository } from '../world/types.ts';
import { signatureOf } from './git-data.ts';
import { entryType, gitCommitView } from './views/git.ts';
import { fullName, repositoryHtml, repositoryUrl } from './views/repository.ts';

const path = '/repos/{owner}/{repo}/contents/{path}';
/** Bytes up to which GitHub puts contents into JSON, up to which it sends them raw, and entries of a folder at most. */
const mostInJson = 1_000_000;
const mostRaw = 100_000_000;
const mostEntries = 1000;

export const contents: Handlers = {
  [`GET ${path}`]: (call) => {
    const repo = repository(call);
    if (isEmpty(repo)) throw new Refusal(404, 'This repository is empty.');
    const ref = call.query.text('ref') ?? repo.defaultBranch;
    return contentAt(call, repo, call.path.text('path') ?? '', ref);
  },
  'GET /repos/{owner}/{repo}/readme': (call) => {
    const repo = repository(call);
    const ref = call.query.text('ref') ?? repo.defaultBranch;
    const commit = found(resolve(repo, ref));
    const name = repo.objects.entries(commit.tree).find((one) => /^readme(\.\w+)?$/i.test(one.name))?.name;
    return contentAt(call, repo, found(name), ref);
  },
  [`PUT ${path}`]: (call) => {
    const repo = repositoryFor(call, 'push');
    const { body } = call;
    const name = safePath(call);
    const content = body.text('content') ?? '';
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw unprocessable('content is not valid Base64');
    const branch = body.text('branch') ?? repo.defaultBranch;
    const before = current(repo, branch, name);
    checkSha(name, before, body.text('sha'));
    const bytes = Buffer.from(content, 'base64');
    refuseSecrets(repo, bytes, 409);
    const blob = repo.objects.blob(bytes);
    const commit = write(call, repo, branch, new Map([[name, { mode: before?.mode ?? '100644', sha: blob }]]));
    const answer = {
      content: fileView(call, repo, name, { mode: before?.mode ?? '100644', sha: blob }, branch),
      commit: gitCommitView(call.url, repo, commit),
    };
    return before === undefined ? created(answer) : ok(answer);
  },
  [`DELETE ${path}`]: (call) => {
    const repo = repositoryFor(call, 'push');
    // Some clients send these in the query, and GitHub takes them there.
    const read = (name: string) => call.body.text(name) ?? call.query.text(name);
    const name = safePath(call);
    const branch = read('branch') ?? repo.defaultBranch;
    const before = current(repo, branch, name);
    if (before === undefined) throw notFound();
    checkSha(name, before, read('sha'));
    const commit = write(call, repo, branch, new Map([[name, null]]));
    return ok({ content: null, commit: gitCommitView(call.url, repo, commit) });
  },
};

function write(call: Call, repo: Repository, branch: string, files: ReadonlyMap<string, File | null>): CommitObject {
  const author = signatureOf(call, call.body.object('author'));
  const committer = call.body.has('committer') ? signatureOf(call, call.body.object('committer')) : author;
  const message = call.body.text('message') ?? '';
  return commitFiles(call.world, repo, viewer(call), { branch, message, author, committer, files });
}

function current(repo: Repository, branch: string, name: string): File | undefined {
  const sha = repo.refs.get(`refs/heads/${branch}`);
  const commit = sha === undefined ? undefined : repo.objects.findCommit(sha);
  const entry = commit && repo.objects.at(commit.tree, name);
  if (entry?.mode === '040000') throw unprocessable(`${name} is a directory`);
  return entry && { mode: entry.mode, sha: entry.sha };
}

/** Refuses to overwrite a file without the hash of its current version. */
function checkSha(name: string, before: File | undefined, sha: string | undefined): void {
  if (before === undefined) {
    if (sha !== undefined && sha !== '') throw conflict(`${name} does not match ${sha}`);
    return;
  }
  if (sha === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== before.sha) throw conflict(`${name} does not match ${sha}`);
}

function safePath(call: Call): string {
  const name = call.path.text('path') ?? '';
  if (name === '' || name.startsWith('/') || name.split('/').some((part) => ['', '.', '..', '.git'].includes(part)))
    throw invalid('Commit', 'path', 'custom', 'path contains a malformed path component');
  return name;
}

function contentAt(call: Call, repo: Repository, name: string, ref: string): Reply {
  const commit = resolve(repo, ref);
  if (commit === undefined) {
    const missing = `No commit found for the ref ${ref}`;
    throw Object.assign(notFound(), {
      body: { message: missing, documentation_url: 'https://docs.github.com/v3/repos/contents/', status: '404' },
    });
  }
  const clean = name.replace(/^\/|\/$/g, '');
  const file = fileAt(repo, commit, clean);
  if (file.mode !== '040000') return fileAnswer(call, repo, clean, file, ref);
  const entries = repo.objects
    .entries(file.sha)
    .slice(0, mostEntries)
    .map((entry) => fileView(call, repo, clean === '' ? entry.name : `${clean}/${entry.name}`, entry, ref))
    // In a listing submodules have the type of files, as before there were any.
    .map((view) => (view['type'] === 'submodule' ? { ...view, type: 'file' } : view));
  if (call.media.startsWith('object')) {
    const folder = fileView(call, repo, clean, file, ref);
    return { status: 200, raw: JSON.stringify({ ...folder, entries }), contentType: 'application/json; charset=utf-8' };
  }
  return ok(entries);
}

/**
 * The file that a link leads to within the repository; undefined for one that leads elsewhere. GitHub follows such a link
 * without a word: the answer has the text of the target under the name and the hash of the link.
 */
function targetOf(repo: Repository, ref: string, name: string, link: File): File | undefined {
  const commit = resolve(repo, ref);
  const parts = name.split('/').slice(0, -1);
  for (const part of repo.objects.bytes(link.sha).toString('utf8').split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  const entry = commit && repo.objects.at(commit.tree, parts.join('/'));
  return entry && entry.mode.startsWith('1006') ? { mode: entry.mode, sha: entry.sha } : undefined;
}

function fileAnswer(call: Call, repo: Repository, name: string, file: File, ref: string): Reply {
  const target = file.mode === '120000' ? targetOf(repo, ref, name, file) : undefined;
  const bytes = file.mode === '160000' ? Buffer.alloc(0) : repo.objects.bytes((target ?? file).sha);
  if (bytes.length > mostRaw)
    throw Object.assign(notFound(), {
      status: 403,
      body: {
        message:
          'This API returns blobs up to 1 MB in size. The requested blob is too large to fetch via the API, but you can use the Git Data API to request blobs up to 100 MB in size.',
        errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
      },
    });
  if (call.media.startsWith('raw')) return raw(bytes, 'application/vnd.github.raw; charset=utf-8');
  if (call.media.startsWith('html'))
    return raw(`<div><pre>${bytes.toString('utf8').replaceAll('<', '&lt;')}</pre></div>`, 'text/html; charset=utf-8');
  const own = fileView(call, repo, name, file, ref);
  const view = target === undefined ? own : { ...own, type: 'file', size: bytes.length };
  if (view['type'] === 'symlink') return ok({ ...view, target: bytes.toString('utf8') });
  if (view['type'] === 'submodule') return ok({ ...view, submodule_git_url: 'https://github.com/stranger/wild.git' });
  const big = bytes.length > mostInJson;
  return ok({
    ...view,
    encoding: big ? 'none' : 'base64',
    content: big ? '' : bytes.toString('base64').replaceAll(/.{60}/g, '$&\n'),
  });
}

function fileView(call: Call, repo: Repository, name: string, { mode, sha }: File, ref: string): JsonObject {
  const kind = entryType(mode);
  const type = mode === '120000' ? 'symlink' : kind === 'tree' ? 'dir' : kind === 'commit' ? 'submodule' : 'file';
  const encoded = name.split('/').map(encodeURIComponent).join('/');
  const own = repositoryUrl(call.url, repo);
  const self = `${own}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git =
    kind === 'commit'
      ? `${call.url}/repos/stranger/wild/git/trees/${sha}`
      : `${own}/git/${kind === 'tree' ? 'trees' : 'blobs'}/${sha}`;
  const html = `${repositoryHtml(repo)}/${kind === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  const signed = repo.private ? `?token=${sign(repo)}` : '';
  return {
    type,
    name: name.split('/').at(-1) ?? '',
    path: name,
    sha,
    size: kind === 'blob' ? repo.objects.bytes(sha).length : 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: kind === 'blob' ? `${call.url}/raw/${fullName(repo)}/${ref}/${encoded}${signed}` : null,
    _links: { self, git, html },
  };
}
