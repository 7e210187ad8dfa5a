import { isRecord } from '../is-record.ts';
import { attemptAny } from '../attempt.ts';
import type { Problem } from './examine.ts';
import type { Host } from './hosts/index.ts';
import { Jsonc } from './jsonc.ts';
import type { Machine } from './machine.ts';
import type { Place } from './place.ts';

/** Lists of tools in an entry, by the names that hosts give them. */
const leftOut = ['excludeTools', 'disabledTools', 'disabled_tools'] as const;
const letIn = ['includeTools', 'enabledTools', 'enabled_tools', 'tools'] as const;

/** Returns the reasons in a host's own lists why it does not start an entry, although the entry is right. */
export function closedGates(name: string, { host, scope }: Place, machine: Machine): Problem[] {
  return (host.gates?.(machine) ?? []).flatMap(({ file, at, admits, inProjects }) => {
    if (inProjects && scope !== 'project') return [];
    const text = machine.textOf(file);
    const list: unknown = text === undefined ? undefined : attemptAny(() => new Jsonc(text, file).get([...at]));
    // A list that lets in nobody is a list, too.
    if (!Array.isArray(list)) return [];
    const isNamed = list.some((item) => item === name || (isRecord(item) && item['serverName'] === name));
    if (isNamed === (admits === true)) return [];
    const where = `"${at.at(-1)}" in ${file}`;
    return [
      {
        what: `${host.title} does not start "${name}": ${where} ${admits ? 'does not name it' : 'names it'}.`,
        todo: `${admits ? 'Add it to' : 'Take it out of'} ${where}${at.includes(machine.cwd) ? `, or enable it in ${host.title}` : ''}.`,
      },
    ];
  });
}

/** Returns what an entry itself holds back of a server that works: all of its tools, or some. */
export function heldTools(
  entry: unknown,
  offered: readonly string[],
  { title }: Host,
): { problems: Problem[]; notes: string[] } {
  if (!isRecord(entry) || offered.length === 0) return { problems: [], notes: [] };
  const [out, only] = [listIn(entry, leftOut), listIn(entry, letIn)];
  const isShown = (tool: string): boolean =>
    (only === undefined || only.names.includes('*') || only.names.includes(tool)) && !out?.names.includes(tool);
  const hidden = offered.filter((tool) => !isShown(tool));
  if (hidden.length === 0) return { problems: [], notes: [] };
  const by = [out, only].flatMap((list) => (list === undefined ? [] : `"${list.key}"`)).join(' and ');
  if (hidden.length === offered.length)
    return {
      problems: [
        {
          what: `${title} offers no tool of it: ${by} in the entry leaves all out.`,
          todo: `Correct ${by} in the entry.`,
        },
      ],
      notes: [],
    };
  const names = hidden.slice(0, 5).join(', ');
  return {
    problems: [],
    notes: [
      `${by} in the entry leaves out ${hidden.length} of ${offered.length} tools: ${names}${hidden.length > 5 ? ' ...' : ''}`,
    ],
  };
}

function listIn(
  entry: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): { key: string; names: string[] } | undefined {
  const key = keys.find((one) => Array.isArray(entry[one]));
  const names: unknown = key === undefined ? undefined : entry[key];
  return key === undefined || !Array.isArray(names) ? undefined : { key, names: names.map(String) };
}

/** An entry that names a connection by address, and a program. */
export function wrongKind(entry: Readonly<Record<string, unknown>>, { title }: Host): Problem[] {
  const { type } = entry;
  if (typeof type !== 'string' || !/^(http|sse|streamable|ws)/i.test(type)) return [];
  const what = `The entry has the type "${type}", which is for servers with an address: ${title} does not start its program.`;
  return [{ what, todo: 'Take "type" out of the entry, or write "stdio".' }];
}

/** Returns the seconds that an entry itself says its host waits for the server. */
export function ownWait(entry: unknown, { waits }: Host): number | undefined {
  const given = waits !== undefined && isRecord(entry) ? entry[waits.key] : undefined;
  return waits !== undefined && typeof given === 'number' && given > 0 ? (given * waits.unit) / 1_000 : undefined;
}
