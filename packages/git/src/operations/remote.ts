import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress, type Address } from '../git/address.ts';
import type { Ends } from '../git/commands/network.ts';
import { forEachRef, remoteUrls } from '../git/commands/refs.ts';
import { bySubsection } from '../git/config.ts';
import type { Git } from '../git/git.ts';
import { remoteNamed, type RemoteName } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { servingOf } from '../git/serving.ts';
import { scrubbed, shownLine } from '../text.ts';
import { some } from './consent.ts';

/** A remote as it is talked to: by its name, at an address that was checked. */
export interface Remote {
  name: RemoteName;
  address: Address;
  /** The commands that serve a repository of this computer. */
  ends: Ends;
  /** Hooks of such a repository that do not run. */
  notRun: string[];
  /** Further addresses that git pushes to, in a trusted repository. */
  others: string[];
  env: Record<string, string>;
}

/** The remote that is named, that the branch follows, or the only one. */
export async function remoteFor(
  git: Git,
  repo: Repository,
  given: string | undefined,
  branch: string | undefined,
  push: boolean,
  call: Call,
): Promise<Remote> {
  const urls = bySubsection(repo.known.entries, 'remote', 'url');
  const names = [...urls.keys()];
  const chosen =
    given ??
    (branch && bySubsection(repo.known.entries, 'branch', 'remote').get(branch)) ??
    (names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined);
  if (chosen === undefined)
    throw new ToolError(
      'invalid',
      names.length === 0
        ? 'There is no remote; git_create {what: "remote"} adds one.'
        : `Say which remote: ${names.map(shownLine).join(', ')}.`,
    );
  const name = remoteNamed(chosen);
  if (!urls.has(name))
    throw new ToolError(
      'not_found',
      `There is no remote "${shownLine(name)}"; there is ${names.length === 0 ? 'none' : names.map(shownLine).join(', ')}.`,
    );
  // As git will use it: other settings may rewrite it.
  const [url = '', ...others] = (await repo.text(remoteUrls(name, push), call)).split('\n');
  const address = await checkAddress(url, git, call, repo.place);
  if (push) for (const other of others) await checkAddress(other, git, call, repo.place);
  for (const contacted of [address.url, urls.get(name) ?? '']) git.contacted(repo, contacted);
  const served = address.local ? await servingOf(git, address.url, push, call) : undefined;
  return {
    name,
    address,
    ends: { serve: served?.serve },
    notRun: served?.notRun ?? [],
    others: push ? others : [],
    env: { GIT_ALLOW_PROTOCOL: address.protocol },
  };
}

/** Settings that answer a login, or lead to the address that would. */
const loginSettings =
  /^(credential\b.*\.helper|core\.(askpass|sshcommand)|http\b.*\.(extraheader|cookiefile|sslcert|sslkey|proxy)|url\..*\.(push)?insteadof)$/s;

/** Adds to a refused login which settings of the repository were not used for it, and would have been in a terminal. */
export async function withHelperNote<T>(repo: Repository, act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    const unused = repo.trusted ? [] : repo.known.declared.entries.filter(({ key }) => loginSettings.test(key));
    if (
      !(error instanceof ToolError) ||
      error.code !== 'denied' ||
      unused.length === 0 ||
      !/login|host key/.test(error.message)
    )
      throw error;
    const keys = [...new Set(unused.map(({ key }) => shownLine(scrubbed(key)).slice(0, 100)))];
    const helper = keys.some((key) => key.startsWith('credential'));
    throw new ToolError(
      'denied',
      `${error.message} ${helper ? 'The credential helper' : 'The settings'} in the configuration of this repository ${helper ? 'was not run' : 'were not used'}, because the repository is not trusted: ${some(keys, 3)} (git_audit shows all, git_trust asks the user).`,
      { cause: error },
    );
  }
}

/**
 * Reports the progress of a transfer from git's messages on stderr. Each phase counts for 100; the counts and bytes in the
 * message show that a transfer still moves when its percentage does not.
 */
export function progressOf(call: Pick<Call, 'progress'>): (chunk: Buffer) => void {
  const phases: string[] = [];
  return (chunk) => {
    const reports = chunk.toString('latin1').matchAll(/([A-Z][a-z]+ [a-z]+):\s+(\d{1,3})% ([^\r\n]{0,80})/g);
    for (const [, phase = '', percent = '', counts = ''] of reports) {
      if (phases.at(-1) !== phase) phases.push(phase);
      call.progress((phases.length - 1) * 100 + Number(percent), undefined, `${phase} ${percent}% ${counts}`.trim());
    }
  };
}

/** Remote branches and tags with what they stand for. */
export async function remoteRefs(repo: Repository, remote: string, call: Call): Promise<Map<string, string>> {
  const { stdout } = await repo.run(
    forEachRef({ patterns: [`refs/remotes/${remote}`, 'refs/tags'], format: '%(refname) %(objectname)' }),
    call,
  );
  return new Map(
    stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  );
}
