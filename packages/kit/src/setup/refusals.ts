import { budgetFor } from '../serve/budget.ts';
import type { Problem } from './examine.ts';
import { ownWait } from './held-back.ts';
import type { Place } from './place.ts';
import type { ProbeResult } from './probe.ts';

/** The longest name of a tool that providers of models accept, with the prefix of the server's name. */
const longestName = 64;

/** Characters of the prefix that hosts put before the name of a tool, in addition to the name of the entry. */
const prefix = 'mcp____'.length;

/** Returns the reasons why a host would refuse a server that answers, or lose a part of what it says. */
export function refusals(
  { server, tools = [] }: ProbeResult,
  {
    place: { host, hostKey },
    name,
    entry,
    env,
    values,
    again,
  }: {
    place: Place;
    name: string;
    entry: unknown;
    env: Readonly<Record<string, string>>;
    values: Readonly<Record<string, unknown>> | undefined;
    again: string;
  },
): Problem[] {
  const problems: Problem[] = [];
  const within = ownWait(entry, host) ?? secondsToStart(hostKey, host.startsWithin, env);
  const seconds = (server?.milliseconds ?? 0) / 1_000;
  if (within !== undefined && seconds > within)
    problems.push({
      what: `It took ${seconds.toFixed(1)} seconds to answer, and ${host.title} waits ${within}.`,
      todo:
        hostKey === 'claude-code'
          ? 'Set MCP_TIMEOUT (milliseconds) where Claude Code is started, or in the "env" of its settings.'
          : ownWait(entry, host) !== undefined
            ? `Raise "${host.waits?.key}" in the entry.`
            : 'Check again: the first start with npx downloads the package. If it stays slow, install the package and start its file with node.',
    });
  const long = tools.filter((tool) => prefix + name.length + tool.length > longestName);
  if (long.length > 0)
    problems.push({
      what: `${host.title} puts the name of the entry before the names of tools, and ${long[0]} gets longer than ${longestName} characters with "${name}".`,
      todo: `Give the entry a shorter name: ${again.replace(/ --name \S+/, '')} --name <shorter>`,
    });
  const asked = values?.['maxOutput'];
  const most = budgetFor({ name: host.client?.name }, undefined).characters;
  const isRaised = env['MAX_MCP_OUTPUT_TOKENS'] !== undefined && hostKey === 'claude-code';
  if (typeof asked === 'number' && host.client !== undefined && asked > most && !isRaised)
    problems.push({
      what: `--max-output ${asked} is more than ${host.title} passes on whole (${most} characters): the model would miss a part of long answers.`,
      todo: 'Take --max-output out of the entry; the server knows what this host takes.',
    });
  return problems;
}

/** Returns the seconds that a host waits for a server. Claude Code takes them from a variable, in milliseconds. */
function secondsToStart(
  hostKey: string,
  usual: number | undefined,
  env: Readonly<Record<string, string>>,
): number | undefined {
  const own = Number(env['MCP_TIMEOUT']);
  return hostKey === 'claude-code' && own > 0 ? own / 1_000 : usual;
}
