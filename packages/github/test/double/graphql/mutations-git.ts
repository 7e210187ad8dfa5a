import type { File } from '../world/git.ts';
import { commitFiles, deleteRef, moveRef } from '../world/refs.ts';
import { failure } from './context.ts';
import { commitSource, refSource } from './git.ts';
import type { Mutate } from './mutations.ts';
import { permit, the } from './nodes.ts';

export const gitMutations: Readonly<Record<string, Mutate>> = {
  createRef: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    permit(context, repo, 'push');
    const [name, oid] = [input.text('name') ?? '', input.text('oid') ?? ''];
    if (repo.refs.has(name)) throw failure('UNPROCESSABLE', `A ref named "${name}" already exists in the repository.`);
    moveRef(context.world, repo, name, oid, context.viewer);
    return { ref: refSource(repo, name, oid) };
  },
  deleteRef: (input, context) => {
    const full = Buffer.from((input.text('refId') ?? '').replace(/^REF_/, ''), 'base64url').toString();
    const repo = context.world.repositories.find(
      (one) => one.refs.has(full) && context.world.canPush(context.viewer, one),
    );
    if (repo === undefined) throw failure('NOT_FOUND', 'Could not resolve to a Ref.');
    deleteRef(repo, full);
    return {};
  },
  createCommitOnBranch: (input, context) => {
    const branch = input.object('branch');
    const [owner = '', name = ''] = (branch?.text('repositoryNameWithOwner') ?? '').split('/');
    const repo = context.world.repository(owner, name);
    const ref = branch?.text('branchName') ?? '';
    if (repo === undefined) throw failure('NOT_FOUND', 'Could not resolve to a Repository.');
    permit(context, repo, 'push');
    if (repo.refs.get(`refs/heads/${ref}`) !== input.text('expectedHeadOid'))
      throw failure(
        'STALE_DATA',
        `Expected branch to point to "${input.text('expectedHeadOid') ?? ''}" but it did not. Pull and try again.`,
      );
    const files = new Map<string, File | null>();
    const changes = input.object('fileChanges');
    for (const one of changes?.objects('additions') ?? [])
      files.set(one.text('path') ?? '', {
        mode: '100644',
        sha: repo.objects.blob(Buffer.from(one.text('contents') ?? '', 'base64')),
      });
    for (const one of changes?.objects('deletions') ?? []) files.set(one.text('path') ?? '', null);
    const said = input.object('message');
    const message = [said?.text('headline') ?? '', said?.text('body')].filter((one) => one !== undefined).join('\n\n');
    const by = context.world.signature(context.viewer);
    const commit = commitFiles(context.world, repo, context.viewer, {
      branch: ref,
      message,
      author: by,
      committer: by,
      files,
    });
    return { commit: commitSource(repo, commit), ref: refSource(repo, `refs/heads/${ref}`, commit.sha) };
  },
};
