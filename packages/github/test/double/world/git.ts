import { createHash } from 'node:crypto';

export type Mode = '100644' | '100755' | '120000' | '160000' | '040000';

export interface TreeEntry {
  name: string;
  mode: Mode;
  sha: string;
}

export interface Signature {
  name: string;
  email: string;
  /** ISO 8601, seconds. */
  date: string;
}

export interface CommitObject {
  type: 'commit';
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export interface TagObject {
  type: 'tag';
  sha: string;
  tag: string;
  message: string;
  object: { sha: string; type: string };
  tagger: Signature;
}

type GitObject =
  | { type: 'blob'; sha: string; bytes: Buffer }
  | { type: 'tree'; sha: string; entries: TreeEntry[] }
  | CommitObject
  | TagObject;

/** A file of a commit. */
export interface File {
  mode: Mode;
  sha: string;
}

/**
 * Git's objects, named as git names them. Forks share the store of what they were forked from, as they do at GitHub.
 */
export class Objects {
  readonly #held = new Map<string, GitObject>();

  blob(content: string | Buffer): string {
    const bytes = Buffer.from(content);
    const sha = hash('blob', bytes);
    this.#held.set(sha, { type: 'blob', sha, bytes });
    return sha;
  }

  tree(entries: TreeEntry[]): string {
    // Git sorts folders as if their names ended in a slash.
    const key = ({ name, mode }: TreeEntry) => (mode === '040000' ? `${name}/` : name);
    const sorted = entries.toSorted((a, b) => Buffer.compare(Buffer.from(key(a)), Buffer.from(key(b))));
    const sha = hash(
      'tree',
      Buffer.concat(
        sorted.map(({ name, mode, sha }) =>
          Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(sha, 'hex')]),
        ),
      ),
    );
    this.#held.set(sha, { type: 'tree', sha, entries: sorted });
    return sha;
  }

  commit(commit: Omit<CommitObject, 'type' | 'sha'>): CommitObject {
    const { tree, parents, author, committer, message } = commit;
    const lines = [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${signature(author)}`,
      `committer ${signature(committer)}`,
    ];
    const sha = hash('commit', Buffer.from(`${lines.join('\n')}\n\n${message}`));
    const made: CommitObject = { type: 'commit', sha, ...commit };
    this.#held.set(sha, made);
    return made;
  }

  tag(tag: Omit<TagObject, 'type' | 'sha'>): TagObject {
    const head = `object ${tag.object.sha}\ntype ${tag.object.type}\ntag ${tag.tag}\ntagger ${signature(tag.tagger)}`;
    const sha = hash('tag', Buffer.from(`${head}\n\n${tag.message}`));
    const made: TagObject = { type: 'tag', sha, ...tag };
    this.#held.set(sha, made);
    return made;
  }

  find(sha: string): GitObject | undefined {
    return this.#held.get(sha);
  }

  /** The full name of an object by at least 7 hexadecimal digits of it. */
  expand(sha: string): string | undefined {
    if (this.#held.has(sha)) return sha;
    if (!/^[0-9a-f]{7,40}$/.test(sha)) return undefined;
    return [...this.#held.keys()].find((one) => one.startsWith(sha));
  }

  findCommit(sha: string): CommitObject | undefined {
    const found = this.#held.get(sha);
    if (found?.type === 'tag') return this.findCommit(found.object.sha);
    return found?.type === 'commit' ? found : undefined;
  }

  bytes(sha: string): Buffer {
    const found = this.#held.get(sha);
    return found?.type === 'blob' ? found.bytes : Buffer.alloc(0);
  }

  entries(tree: string): TreeEntry[] {
    const found = this.#held.get(tree);
    return found?.type === 'tree' ? found.entries : [];
  }

  /** The entry that a path names below a tree. */
  at(tree: string, path: string): TreeEntry | undefined {
    let entry: TreeEntry | undefined = { name: '', mode: '040000', sha: tree };
    for (const part of path.split('/').filter((one) => one !== '')) {
      if (entry?.mode !== '040000') return undefined;
      entry = this.entries(entry.sha).find(({ name }) => name === part);
    }
    return entry;
  }

  /** Every file below a tree, by path. */
  files(tree: string, prefix = ''): Map<string, File> {
    const found = new Map<string, File>();
    for (const { name, mode, sha } of this.entries(tree)) {
      if (mode === '040000') for (const [path, file] of this.files(sha, `${prefix}${name}/`)) found.set(path, file);
      else found.set(`${prefix}${name}`, { mode, sha });
    }
    return found;
  }

  /** The tree that holds exactly these files. */
  write(files: Map<string, File>): string {
    const entries: TreeEntry[] = [];
    const folders = new Map<string, Map<string, File>>();
    for (const [path, file] of files) {
      const slash = path.indexOf('/');
      if (slash === -1) {
        entries.push({ name: path, ...file });
        continue;
      }
      const folder = path.slice(0, slash);
      const held = folders.get(folder) ?? new Map<string, File>();
      folders.set(folder, held.set(path.slice(slash + 1), file));
    }
    for (const [name, held] of folders) entries.push({ name, mode: '040000', sha: this.write(held) });
    return this.tree(entries);
  }

  /** A commit and all before it, newest first. */
  history(sha: string): CommitObject[] {
    const seen = new Map<string, CommitObject>();
    const open = [sha];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const commit = seen.has(next) ? undefined : this.findCommit(next);
      if (commit === undefined) continue;
      seen.set(commit.sha, commit);
      open.push(...commit.parents);
    }
    const order = new Map([...seen.keys()].map((one, index) => [one, index]));
    return [...seen.values()].sort(
      (a, b) => b.committer.date.localeCompare(a.committer.date) || (order.get(a.sha) ?? 0) - (order.get(b.sha) ?? 0),
    );
  }

  /** The newest commit that both have. */
  mergeBase(a: string, b: string): CommitObject | undefined {
    const reachable = new Set(this.history(a).map(({ sha }) => sha));
    return this.history(b).find(({ sha }) => reachable.has(sha));
  }
}

function hash(type: string, bytes: Buffer): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

function signature({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}
