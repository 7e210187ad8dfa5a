import type { Options } from '../options.ts';
import type { EntryCheck, Problem } from './examine.ts';
import type { Host } from './hosts/index.ts';
import { isRecord } from '../is-record.ts';
import type { Machine } from './machine.ts';
import type { ProbeResult } from './probe.ts';

/** Diagnoses how a server behaved. */
export function problemsOf(
  probed: ProbeResult,
  {
    host,
    examined,
    machine,
    options,
    call,
  }: { host: Host; examined: EntryCheck; machine: Machine; options: Options; call: { tool: string } | undefined },
): Problem[] {
  const { failure, noise, tools, check } = probed;
  const stderr = probed.stderr.filter((line) => !line.startsWith('npm notice'));
  const said =
    stderr.length === 0
      ? ' It said nothing on stderr.'
      : ` Its last words:\n${stderr.map((line) => `    ${shortened(line)}`).join('\n')}`;
  const problems: Problem[] = [];
  if (noise.length > 0)
    problems.push({
      what: `It writes to stdout what is not the protocol, which hosts do not understand: ${noise
        .slice(0, 3)
        .map((line) => JSON.stringify(line.slice(0, 100)))
        .join(', ')}`,
      todo: 'What it prints, or what starts it (a shell profile, a wrapper), has to go to stderr.',
    });
  switch (failure?.kind) {
    case 'start':
      problems.push({ what: `It could not be started: ${failure.message}.`, todo: 'Correct "command" in the entry.' });
      break;
    case 'end':
      problems.push({
        what: `It ended ${failure.how} before it was done.${said}`,
        todo: 'Its last words say why. Correct the entry, then check again.',
      });
      break;
    case 'silence':
      problems.push({
        what: `It did not answer within ${machine.timeout / 1_000} seconds and was stopped.${said}`,
        todo: examined.args.includes('-y')
          ? 'The first start downloads the package. Check again; if it stays silent, check the network and the npm registry.'
          : 'Check again; if it stays silent, look at what it waits for.',
      });
      break;
    case 'refusal':
      problems.push({
        what: `It refused ${failure.method}: ${failure.message}`,
        todo: `${host.title} will not be able to use it. Is it a server for MCP, and a current one?`,
      });
      break;
    case undefined:
      break;
  }
  if (tools?.length === 0)
    problems.push({
      what: 'It offers no tools.',
      todo: 'Look at --tools, --toolsets, --exclude-tools and --read-only in the entry.',
    });
  // Wrong arguments prove that the tool was reached; the right ones cannot be known here.
  if (check?.isError && check.code !== 'invalid' && check.code !== 'not_found')
    problems.push({
      what: `${call?.tool ?? 'The call'} failed: ${check.text}`,
      todo: check.code === 'denied' ? todoFor(check.text, examined, options) : 'Once that is done, check again.',
    });
  return problems;
}

/** Suggests how to fix a failed call: if the server takes a secret, check that first. */
function todoFor(said: string, { env }: EntryCheck, options: Options): string {
  if (said.startsWith('The token command ')) return 'Run the command by hand and correct it, then check again.';
  const secrets = Object.entries(options).flatMap(([key, option]) =>
    option.type === 'secret' && key !== 'httpToken' ? [option] : [],
  );
  for (const { env: name, also = [], otherwise } of secrets) {
    const set = [name, ...also].flatMap((one) => [one, `${one}_FILE`]).find((one) => env[one]);
    const others = otherwise === undefined ? '' : ` ${otherwise}`;
    return set === undefined
      ? `The entry sets no ${name}: add "env": {"${name}": "..."} to it.${others}`
      : `The entry sets ${set}: if that is what was not accepted, put a new one there.${others}`;
  }
  return 'The message says what to do.';
}

/** Shortens a line of the log to its essentials, and other lines to a maximum length. */
function shortened(line: string): string {
  try {
    const { level, message, error } = JSON.parse(line) as { level?: unknown; message?: unknown; error?: unknown };
    const { error: stack } = isRecord(error) ? error : {};
    if (typeof level === 'string' && typeof message === 'string')
      return `${level}: ${message}${typeof stack === 'string' ? ` (${stack.split('\n')[0]})` : ''}`;
  } catch {
    // Not a line of the log.
  }
  return line.length > 300 ? `${line.slice(0, 300)} ...` : line;
}
