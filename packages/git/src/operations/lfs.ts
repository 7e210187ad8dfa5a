import { ToolError, type Call } from '@mcp-reference/kit';
import type { LfsContent } from '../files/lfs-contents.ts';
import { grep } from '../git/commands/objects.ts';
import { objectsToSend } from '../git/commands/refs.ts';
import type { Git } from '../git/git.ts';
import { isOid, type Oid } from '../git/names.ts';
import type { Pathspec } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { count, shownLine } from '../text.ts';
import { some } from './consent.ts';
import { pointerIn } from '../git/lfs-pointer.ts';
import type { Move } from './push-moves.ts';
import type { Remote } from './remote.ts';

/** More objects than this are not looked through for pointers. */
const mostObjects = 50_000;
/** A pointer file is smaller than this, in bytes (the limit of git-lfs). */
const mostPointer = 1024;
/** Contents that one step of copying takes. */
const batch = 20;

/** Every `.gitattributes`, in whatever folder. */
const attributeFiles: Pathspec = Object.assign(Buffer.from('*.gitattributes') as Pathspec, {
  magic: ':(top)' as const,
});

type Named = LfsContent & { name: string };

/** The contents that a push has to bring along, and the way in which they get there. */
export interface LfsUpload {
  contents: readonly Named[];
  /** The git directory of a remote on this computer. */
  folder: string | undefined;
}

/**
 * Finds the Git LFS pointers among the objects of a push. The remote needs what they point to, which git does not send.
 * @throws ToolError `denied` when nothing would send it, `unavailable` when it is not here.
 */
export async function lfsUpload(
  git: Git,
  repo: Repository,
  moves: readonly Move[],
  remote: Remote,
  call: Call,
): Promise<LfsUpload> {
  const { contents, complete } = await pointersAmong(repo, moves, remote.name, call);
  if (!complete && (remote.address.local || !uploads(repo)))
    throw new ToolError(
      'too_large',
      `The push has more than about ${mostObjects} objects, too many to look for Git LFS files among them. Nothing was sent. Push an older commit first and then the rest, or with skip_lfs if there are none.`,
    );
  if (contents.length === 0) return { contents, folder: undefined };
  if (!remote.address.local) {
    if (!uploads(repo)) throw notUploaded(repo, contents);
    return { contents, folder: undefined };
  }
  const target = await git.open(remote.address.url, call);
  if (!target.layout.writable)
    throw new ToolError(
      'denied',
      'The repository that would be pushed to is in a folder that this server may only read.',
    );
  const upload = { contents, folder: target.layout.commonDir };
  await send(git, repo, upload, true, call);
  return upload;
}

/** Copies the contents to a remote on this computer. Another remote gets them from the pre-push hook of Git LFS. */
export async function sendLfs(git: Git, repo: Repository, upload: LfsUpload, call: Call): Promise<string | undefined> {
  const { contents } = upload;
  if (upload.folder !== undefined) await send(git, repo, upload, false, call);
  return contents.length === 0 ? undefined : `with the contents of ${count(contents.length, 'Git LFS file')}`;
}

async function send(
  git: Git,
  repo: Repository,
  { contents, folder = '' }: LfsUpload,
  check: boolean,
  call: Call,
): Promise<void> {
  for (let at = 0; at < contents.length; at += batch) {
    const some = contents.slice(at, at + batch);
    const { missing } = await git.files.run(
      'sendContents',
      { from: repo.layout.commonDir, to: folder, contents: some, check },
      call,
    );
    if (!check) call.progress(Math.min(at + batch, contents.length), contents.length, 'Git LFS files');
    if (missing.length > 0) throw notHere(some.filter(({ oid }) => missing.includes(oid)));
  }
}

/** Returns true when a hook of Git LFS runs at a push: the repository's own, or this server's in place of it. */
const uploads = ({ trusted, known, layout }: Repository): boolean =>
  trusted ? layout.hooks.includes('pre-push') || known.hooksElsewhere : known.uploadsLfs;

async function pointersAmong(
  repo: Repository,
  moves: readonly Move[],
  remote: string,
  call: Call,
): Promise<{ contents: Named[]; complete: boolean }> {
  const found = new Map<string, Named>();
  let complete = true;
  for (const { here, there } of moves) {
    if (here === undefined || !(await usesLfs(repo, here, call))) continue;
    const known = there !== undefined && (await repo.objects.info(there)) !== undefined ? [there] : [];
    const { stdout, cut } = await repo.run(objectsToSend(here, known, remote, mostObjects), call, { cut: true });
    if (cut) complete = false;
    for (const line of stdout.toString().split('\n')) {
      const [oid = '', ...name] = line.split(' ');
      const content = name.join(' ') === '' || !isOid(oid) ? undefined : await contentOf(repo, oid);
      if (content !== undefined) found.set(content.oid, { ...content, name: shownLine(name.join(' ')) });
    }
  }
  return { contents: [...found.values()], complete };
}

/** Returns true when contents of Git LFS are here, or attributes of this commit ask for it. */
async function usesLfs(repo: Repository, commit: Oid, call: Call): Promise<boolean> {
  if (repo.layout.present.includes('lfs')) return true;
  const { code } = await repo.run(
    grep({
      pattern: 'filter=lfs',
      tree: commit,
      fixed: true,
      ignoreCase: false,
      word: false,
      context: 0,
      max: 1024 * 1024,
      paths: [attributeFiles],
      untracked: false,
    }),
    call,
    { cut: true },
  );
  return code === 0;
}

async function contentOf(repo: Repository, oid: Oid): Promise<LfsContent | undefined> {
  const info = await repo.objects.info(oid);
  if (info?.type !== 'blob' || info.size >= mostPointer || info.size < 60) return undefined;
  return pointerIn((await repo.objects.content(oid, mostPointer)).toString('latin1'));
}

const named = (contents: readonly Named[]): string =>
  `${count(contents.length, 'file')} in these commits ${contents.length === 1 ? 'is a Git LFS pointer' : 'are Git LFS pointers'} (${some(contents.map(({ name }) => name))})`;

const notUploaded = ({ trusted }: Repository, contents: readonly Named[]): ToolError =>
  new ToolError(
    'denied',
    `Nothing was sent: ${named(contents)}, and nothing would upload the contents, because ${trusted ? 'this repository has no pre-push hook ("git lfs install" adds it)' : 'the pre-push hook of a repository that is not trusted does not run, and Git LFS is not set up for this user ("git lfs install"). The user can set it up, or allow the hook (git_trust)'}. To send the pointers alone, push with skip_lfs: true.`,
  );

const notHere = (contents: readonly Named[]): ToolError =>
  new ToolError(
    'unavailable',
    `Nothing was sent: ${named(contents)}, and the contents are neither here nor in the remote. "git lfs fetch --all" in a terminal gets them from where they are; to send the pointers alone, push with skip_lfs: true.`,
  );
