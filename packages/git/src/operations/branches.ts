import { forEachRef } from '../git/commands/refs.ts';
import { listedRef, type Oid, type RefName } from '../git/names.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { exists } from '../git/revision.ts';
import { dateOf, brief, shownLine } from '../text.ts';

export interface Branch {
  ref: RefName;
  oid: Oid;
  upstream: string;
  /** `gone`, `ahead 1, behind 2`, or nothing. */
  track: string;
  current: boolean;
  /** The branch is checked out in another work tree. */
  elsewhere: boolean;
  time: number;
  author: string;
  subject: string;
}

/** Fields of each branch; git looks upstreams and work trees up branch by branch, which is half of its time where there are none. */
const fieldsFor = ({ known, layout }: Repository): string[] => {
  const follows = known.entries.some(({ key }) => key.startsWith('branch.') && key.endsWith('.merge'));
  return [
    'refname',
    'objectname',
    follows ? 'upstream:short' : '',
    follows ? 'upstream:track,nobracket' : '',
    'HEAD',
    layout.present.includes('worktrees') ? 'worktreepath' : '',
    'committerdate:unix',
    'authorname',
    'contents:subject',
    'symref',
  ];
};

export async function readBranches(
  repo: Repository,
  {
    kind,
    contains,
    notContains,
    merged,
    max,
    order = '-committerdate',
  }: {
    kind: 'local' | 'remote' | 'all';
    contains?: Oid | undefined;
    notContains?: Oid | undefined;
    merged?: { into: Oid; is: boolean } | undefined;
    max: number;
    order?: string;
  },
  call: Calling,
): Promise<Branch[]> {
  const patterns =
    kind === 'local' ? ['refs/heads'] : kind === 'remote' ? ['refs/remotes'] : ['refs/heads', 'refs/remotes'];
  const fields = fieldsFor(repo);
  const { stdout } = await repo.run(
    forEachRef({
      patterns,
      format: `${fields.map((field) => (field === '' ? '' : `%(${field})`)).join('%00')}%00`,
      sort: order,
      contains,
      notContains,
      merged,
      max,
    }),
    call,
  );
  // The subject may hold a line end; the NUL at the end does not lie.
  const values = stdout.toString().split('\0');
  const branches: Branch[] = [];
  for (let i = 0; i + fields.length <= values.length; i += fields.length) {
    const [
      ref = '',
      oid = '',
      upstream = '',
      track = '',
      head = '',
      place = '',
      time = '',
      author = '',
      subject = '',
      symref = '',
    ] = values.slice(i, i + fields.length);
    if (symref !== '') continue;
    branches.push({
      ref: listedRef(ref.trimStart()),
      oid: oid as Oid,
      upstream,
      track,
      current: head === '*',
      elsewhere: head !== '*' && place !== '',
      time: Number(time),
      author,
      subject,
    });
  }
  return branches;
}

export function branchText({ ref, oid, upstream, track, current, elsewhere, time, author, subject }: Branch): string {
  const name = shownLine(ref.replace(/^refs\/(heads|remotes)\//, ''));
  const toUpstream = upstream === '' ? '' : ` -> ${shownLine(upstream)}${track === '' ? '' : ` (${track})`}`;
  return `${current ? '* ' : elsewhere ? '+ ' : '  '}${name} ${brief(oid)} ${dateOf(time).slice(0, 10)}${toUpstream} ${shownLine(author)}: ${shownLine(subject.replaceAll('\n', ' ').slice(0, 100))}`;
}

/** The branch that others start from and return to: the remote's HEAD, or what is usually called that. */
export async function defaultBranch(repo: Repository): Promise<RefName | undefined> {
  for (const ref of ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'].map(listedRef)) {
    if ((await exists(repo, ref)) !== undefined) return ref;
  }
  return undefined;
}
