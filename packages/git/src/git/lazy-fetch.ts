import { checkAddress } from './address.ts';
import type { GitCommand } from './command.ts';
import { remoteUrl } from './commands/refs.ts';
import type { Git } from './git.ts';
import { asEnvironment } from './hardening.ts';
import type { Outcome } from './process.ts';
import type { Calling, Repository } from './repository.ts';
import { servingOf } from './serving.ts';
import { shownLine } from '../text.ts';

/**
 * Messages of git for an object of a partial clone that is missing and must not be fetched. Before 2.39 git tries to fetch it and may use
 * no protocol; from 2.45 on a question for one object has no answer but the exit code.
 */
const missingObject =
  /transport '[^']*' not allowed|lazy fetching disabled|promisor remote|(?:unable to read|[Cc]ould not read|cannot read|missing) (?:blob |tree |object |sha1 file )?(?:of )?['(]?[0-9a-f]{40,64}|bad object|Not a valid object name [0-9a-f]{40,64}/;

export const lacksObject = ({ args }: GitCommand, { stderr }: Outcome): boolean =>
  missingObject.test(stderr) || (stderr === '' && args[0] === 'cat-file' && args[1] === '-e');

/**
 * The environment in which git fetches missing objects of a partial clone: from its one promised remote, at an address that is
 * allowed. With several such remotes git could ask any of them, so nothing is fetched.
 * @param wasContacted Returns true for an address that a call of the user has contacted before.
 * @returns The environment, or why nothing is fetched.
 */
export async function lazyFetch(
  git: Git,
  repo: Repository,
  wasContacted: (url: string) => boolean,
  call: Calling,
): Promise<Record<string, string> | string> {
  const [name, ...others] = repo.promisors;
  if (name === undefined || name.startsWith('-')) return 'and no remote that has them is named';
  if (others.length > 0)
    return 'and several remotes have promised them, of which git could ask any; the user can fetch them in a terminal';
  const url = (await repo.text(remoteUrl(name, false), call)).split('\n')[0] ?? '';
  const address = await checkAddress(url, git, call, repo.place);
  if (!repo.trusted && !wasContacted(address.url))
    return `and their remote was not contacted yet since the server started: git_fetch {remote: "${shownLine(name)}"} does, then call again`;
  const network = { GIT_NO_LAZY_FETCH: '0', GIT_ALLOW_PROTOCOL: address.protocol };
  if (!address.local) return network;
  const { serve } = await servingOf(git, address.url, false, call);
  return {
    ...network,
    ...asEnvironment([...repo.known.overrides, [`remote.${name}.uploadpack`, serve['upload-pack']]]),
  };
}
