import { ToolError, type Call } from '@mcp-reference/kit';
import { push } from '../git/commands/network.ts';
import type { Repository } from '../git/repository.ts';
import { decoded, scrubbed, shortRef, shownLine, shownText } from '../text.ts';
import { remoteState, type Move } from './push-moves.ts';
import { progressOf, type Remote } from './remote.ts';

/** The most text of the remote that is passed on, in characters. */
const mostRemoteWords = 1_500;

/**
 * Sends references to a remote. Returns a line for each, and below them what the remote says.
 * @throws ToolError that says what the remote has, if any of it failed
 */
export async function sendRefs(
  repo: Repository,
  remote: Remote,
  moves: readonly Move[],
  call: Call,
): Promise<string[]> {
  const command = push(
    remote.name,
    // What was asked about, whatever the branch has become meanwhile.
    moves.map(({ ref, here }) => ({ ...ref, from: ref.from && here })),
    {
      ends: remote.ends,
      dryRun: false,
      atomic: moves.length > 1 && !remote.address.url.startsWith('http'),
      onStderr: progressOf(call),
    },
  );
  try {
    const { stdout, stderr } = await repo.run(command, call, { env: remote.env });
    return resultLines(decoded(stdout), stderr);
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    const { code, reason, message } = error;
    throw new ToolError(code, `${message}\n${await arrived(repo, remote, moves, call)}`, {
      cause: error,
      ...(reason !== undefined && { reason }),
    });
  }
}

/** Says what the remote has after a failure: one of several references may have been taken, and a connection can end after the last byte. */
async function arrived(repo: Repository, remote: Remote, moves: readonly Move[], call: Call): Promise<string> {
  try {
    const now = await remoteState(repo, remote, moves, call);
    const there = moves
      .filter(({ ref, here }) => now.get(ref.to) === here)
      .map(({ ref }) => shownLine(shortRef(ref.to)));
    if (there.length === 0) return 'No branch or tag of it is on the remote.';
    return `On the remote ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} as pushed.`;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return 'The remote does not say now what has arrived; git_fetch tells.';
  }
}

/** One line for each reference, from the porcelain; what the remote itself says below. A rejection is an error. */
function resultLines(stdout: string, stderr: string): string[] {
  const said = shownText(
    scrubbed(
      stderr
        .split('\n')
        .filter((line) => line.startsWith('remote:'))
        .map((line) => line.slice(7).trim())
        .filter(Boolean)
        .join('\n'),
    ),
  ).slice(0, mostRemoteWords);
  const lines: string[] = [];
  const refused: string[] = [];
  for (const line of stdout.split('\n')) {
    const [flag = '', refs = '', summary = ''] = line.split('\t');
    if (!/^[ +\-*!=]$/.test(flag) || refs === '') continue;
    const target = shownLine(shortRef(refs.slice(refs.indexOf(':') + 1)));
    if (flag === '!') refused.push(`${target}: ${shownLine(summary)}`);
    else lines.push(`${target} ${shownLine(summary)}`);
  }
  if (refused.length > 0)
    throw new ToolError('conflict', `The remote refused ${refused.join('; ')}.${said === '' ? '' : `\n${said}`}`);
  if (lines.length === 0) throw notPushed(said, `${stdout}\n${stderr}`);
  return said === '' ? lines : [...lines, 'the remote says:', said];
}

/** Usually a pre-push hook of a trusted repository refused, and its output says why. */
function notPushed(said: string, output: string): ToolError {
  const own = output.split('\n').filter((line) => !/^(remote:|To |hint:|error: failed to push some refs)/.test(line));
  const printed = shownText(scrubbed(own.join('\n').trim())).slice(-mostRemoteWords);
  return new ToolError(
    'unavailable',
    `The push did not get through.${[said, printed].map((text) => (text === '' ? '' : `\n${text}`)).join('')}`,
  );
}
