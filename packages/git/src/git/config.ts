/** One entry of git's configuration, as `git config --list --show-scope --show-origin -z` tells it. */
export interface ConfigEntry {
  scope: string;
  /** `file:<path>`, `command line:` and the like. */
  origin: string;
  /** Section and variable in lower case, the subsection as it is written. */
  key: string;
  value: string;
}

/** Entries that came with the repository; everything else is the user's own or this server's. */
export const isRepositorys = ({ scope }: ConfigEntry): boolean => scope === 'local' || scope === 'worktree';

export function parseConfig(listing: Buffer): ConfigEntry[] {
  const fields = listing.toString().split('\0');
  const entries: ConfigEntry[] = [];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [scope = '', origin = '', pair = ''] = fields.slice(i, i + 3);
    const cut = pair.indexOf('\n');
    // A key without "=" stands for true.
    entries.push({
      scope,
      origin,
      key: cut === -1 ? pair : pair.slice(0, cut),
      value: cut === -1 ? 'true' : pair.slice(cut + 1),
    });
  }
  return entries;
}

/** `section.sub.section.variable` in its three parts. */
export function keyParts(key: string): { section: string; sub: string | undefined; variable: string } {
  const first = key.indexOf('.');
  const last = key.lastIndexOf('.');
  return {
    section: key.slice(0, first),
    sub: last > first ? key.slice(first + 1, last) : undefined,
    variable: key.slice(last + 1),
  };
}

/** The last value of a key: the one that counts. */
export const lastValue = (entries: readonly ConfigEntry[], key: string): string | undefined =>
  entries.findLast((entry) => entry.key === key)?.value;

/** The values of one variable by subsection, such as the URL of each remote. */
export function bySubsection(entries: readonly ConfigEntry[], section: string, variable: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of entries) {
    const parts = keyParts(key);
    if (parts.section === section && parts.variable === variable && parts.sub !== undefined)
      found.set(parts.sub, value);
  }
  return found;
}
