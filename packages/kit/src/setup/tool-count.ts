import type { Options } from '../options.ts';
import { readConfig } from './config-file.ts';
import { openDocument } from './document.ts';
import { plainEntry } from './entry.ts';
import { examine } from './examine.ts';
import { isRecord } from '../is-record.ts';
import { ownPackages, packageIn } from './launch.ts';
import type { Machine } from './machine.ts';
import type { Place } from './place.ts';
import { probe } from './probe.ts';

/** A server in a host, with the number of its tools. */
interface Counted {
  name: string;
  /** Undefined for servers of others, which are not started for this. */
  tools: number | undefined;
}

/**
 * Counts the tools that a host will offer a model, and advises if they are more than it takes. Starts the entries of
 * this family of servers; those of others are only named.
 */
export async function toolCount(
  place: Place,
  { name, tools, options }: { name: string; tools: number; options: Options },
  machine: Machine,
): Promise<string[]> {
  const { host } = place;
  if (host.mostTools === undefined) return [];
  const others = await othersIn(place, { name, options }, machine);
  const counted: Counted[] = [{ name, tools }, ...others];
  const known = counted.filter((one) => one.tools !== undefined);
  const sum = known.reduce((total, one) => total + (one.tools ?? 0), 0);
  if (sum <= host.mostTools) return [];
  const list = known.map((one) => `${one.name} ${one.tools}`).join(', ');
  const unknown = counted.flatMap((one) => (one.tools === undefined ? [one.name] : []));
  const more = unknown.length === 0 ? '' : ` Those of ${unknown.join(', ')} come on top.`;
  return [
    `${host.title} offers a model at most ${host.mostTools} tools, and these servers have ${sum} (${list}).${more} Add "--toolsets minimal" to some of them: about ten tools each.`,
  ];
}

async function othersIn(
  place: Place,
  { name, options }: { name: string; options: Options },
  machine: Machine,
): Promise<Counted[]> {
  const { text } = await readConfig(place.file);
  const holder = openDocument(text, place.file, place.format).get([place.key]);
  const entries = Object.entries(isRecord(holder) ? holder : {}).filter(([other]) => other !== name);
  return Promise.all(
    entries.map(async ([other, raw]): Promise<Counted> => {
      const entry = plainEntry(raw, place);
      if (!isRecord(entry) || !ownPackages.test(packageIn(entry, machine))) return { name: other, tools: undefined };
      const { command, args, env, cwd, problems } = await examine(entry, { place, options, machine, again: '' });
      if (problems.length > 0) return { name: other, tools: undefined };
      const probed = await probe({ command, args, env, cwd, timeout: machine.timeout }, { host: place.host });
      return { name: other, tools: probed.tools?.length };
    }),
  );
}
