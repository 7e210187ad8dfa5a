/** The parts of a `repo://` address. */
export interface Address {
  owner: string;
  repo: string;
  path: string;
  kind: 'default' | 'branch' | 'sha' | 'tag' | 'pull';
  /** The branch, hash, tag or number. */
  name: string;
}

const forms: readonly [Address['kind'], RegExp][] = [
  ['default', /^repo:\/\/([^/]+)\/([^/]+)()\/contents\/(.+)$/],
  ['branch', /^repo:\/\/([^/]+)\/([^/]+)\/refs\/heads\/([^/]+)\/contents\/(.+)$/],
  ['sha', /^repo:\/\/([^/]+)\/([^/]+)\/sha\/([0-9a-f]{7,64})\/contents\/(.+)$/],
  ['tag', /^repo:\/\/([^/]+)\/([^/]+)\/refs\/tags\/([^/]+)\/contents\/(.+)$/],
  ['pull', /^repo:\/\/([^/]+)\/([^/]+)\/refs\/pull\/(\d+)\/head\/contents\/(.+)$/],
];

/** Reads an address without a URL parser, which would fold `..` before anyone can look at it. */
export function parseAddress(uri: string): Address | undefined {
  for (const [kind, form] of forms) {
    const [, owner, repo, name, path] = form.exec(uri) ?? [];
    if (owner === undefined || repo === undefined || name === undefined || path === undefined) continue;
    // A separator behind a percent code would hide how deep the path goes; in branches it is how one is written.
    if (/%2f|%5c|%00/i.test(path)) return undefined;
    try {
      return {
        kind,
        owner: decodeURIComponent(owner),
        repo: decodeURIComponent(repo),
        name: decodeURIComponent(name),
        path: decodeURIComponent(path),
      };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The address's version of the file, as the API takes it. */
export function refOf({ kind, name }: Address): string | undefined {
  switch (kind) {
    case 'default':
      return undefined;
    case 'branch':
      return `refs/heads/${name}`;
    case 'tag':
      return `refs/tags/${name}`;
    case 'pull':
      return `refs/pull/${name}/head`;
    case 'sha':
      return name;
  }
}
