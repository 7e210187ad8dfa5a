import { UsageError } from '../options.ts';
import { hosts, type Host, type HostKey, type Layout } from './hosts/index.ts';
import { pathsOf, type Machine } from './machine.ts';

export type Scope = 'user' | 'project';

/** One configuration file of a host, and how it lists servers. */
export interface Place extends Layout {
  host: Host;
  hostKey: HostKey;
  scope: Scope;
  file: string;
  /** The date on which the host's own program was seen to read such a file. */
  verified: string | undefined;
}

/**
 * Returns the configuration file of a host for the user or for the project in the working folder.
 * @throws UsageError if the host has no such configuration
 */
export function placeOf(
  hostKey: HostKey,
  { scope, profile }: { scope: Scope; profile?: string | undefined },
  machine: Machine,
): Place {
  const host: Host = hosts[hostKey];
  const { join } = pathsOf(machine.platform);
  const base = { host, hostKey, scope };
  if (scope === 'project') {
    if (host.project === undefined) {
      const others = Object.entries(hosts).flatMap(([key, { project }]) => (project === undefined ? [] : [key]));
      throw new UsageError(`${host.title} has no configuration for a project. These hosts have: ${others.join(', ')}.`);
    }
    const { path, ...layout } = host.project;
    const file = join(machine.cwd, ...path);
    return { ...layoutOf(host), ...layout, ...base, file, verified: host.projectVerified };
  }
  if (profile !== undefined && host.profile === undefined) throw new UsageError(`${host.title} has no profiles.`);
  const file = profile === undefined ? host.file(machine) : (host.profile?.(profile, machine) ?? '');
  return { ...layoutOf(host), ...base, file, verified: host.verified };
}

const layoutOf = ({ key, format, extra, form, isStrict, blank }: Host): Layout => ({
  key,
  ...(format && { format }),
  ...(extra && { extra }),
  ...(form && { form }),
  ...(isStrict && { isStrict }),
  ...(blank !== undefined && { blank }),
});
