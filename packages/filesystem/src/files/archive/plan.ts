import { ToolError, visible, type Folder, type Job, count, readableSize } from '@mcp-reference/kit/sandbox';
import { Branch } from '../branch.ts';
import type { ZipEntry } from './entry.ts';
import { Claims, shortName } from './names.ts';
import type { Zip } from './open.ts';
import { anyOf } from '../search/glob.ts';

/** The most that one call extracts; more can be extracted in parts. */
export const most = { entries: 10_000, bytes: 1024 ** 3 };

/** The files and folders that an extraction would write, by the names below its destination. */
export interface Plan {
  files: ZipEntry[];
  /** Folders that entries name or need, parents first. */
  folders: string[][];
  /** As the archive declares them. */
  bytes: number;
}

/**
 * Chooses the entries and checks all that can be known of them before anything is written.
 * @throws ToolError naming the first entry that cannot be extracted, or the limit that is passed.
 */
export async function planOf(zip: Zip, path: string, include: readonly string[] | undefined, job: Job): Promise<Plan> {
  const matches = include === undefined ? () => true : anyOf(include);
  // A folder that matches brings what is in it.
  const included = (parts: readonly string[]) => parts.some((_, i) => matches(parts.slice(0, i + 1).join('/')));
  const files: ZipEntry[] = [];
  const folders = new Map<string, string[]>();
  const claims = new Claims();
  const spans: [start: number, bytes: number][] = [];
  const refuse = (code: 'invalid' | 'unsupported' | 'too_large', why: string) =>
    new ToolError(
      code,
      `"${visible(path)}" was not extracted, nothing was written: ${why}. "include" takes a part of it.`,
    );
  let [taken, bytes, compressed] = [0, 0, 0];
  for await (const entry of zip.entries(job)) {
    const { name, names, folder, problem, raw } = entry;
    if (!included(names.length > 0 ? names : name.split('/'))) continue;
    const what = `its entry "${shortName(name)}"`;
    if (problem !== undefined) throw refuse(names.length === 0 ? 'invalid' : 'unsupported', `${what} ${problem}`);
    const other = claims.claim(names, folder);
    if (other !== undefined) {
      const why = `${what} is there twice or differs from "${shortName(other)}" only in case, form or kind`;
      throw refuse('invalid', why);
    }
    taken++;
    bytes += entry.size;
    compressed += entry.compressed;
    if (taken > most.entries) throw refuse('too_large', `it has more than ${count(most.entries, 'entry', 'entries')}`);
    if (bytes > most.bytes) throw refuse('too_large', `it holds more than ${readableSize(most.bytes)}`);
    // Entries that share their bytes are how a small file holds a million of them.
    if (compressed > zip.size) throw refuse('invalid', 'its entries overlap each other');
    spans.push([raw.relativeOffsetOfLocalHeader, entry.compressed]);
    if (!folder) files.push(entry);
    for (let depth = 1; depth < names.length + (folder ? 1 : 0); depth++) {
      const above = names.slice(0, depth);
      folders.set(above.join('/'), above);
    }
  }
  if (doOverlap(spans)) throw refuse('invalid', 'its entries overlap each other');
  if (taken === 0) {
    const why = include ? 'matches "include"' : 'can be extracted, it is empty';
    throw new ToolError('not_found', `Nothing in "${visible(path)}" ${why}; see list_archive.`);
  }
  return { files, folders: [...folders.values()], bytes };
}

/** The bytes of a local header without its name (APPNOTE.TXT 4.3.7). */
const headerBytes = 30;

/** True if the content of one entry reaches into the next. */
function doOverlap(spans: readonly [start: number, bytes: number][]): boolean {
  const sorted = spans.toSorted(([a], [b]) => a - b);
  return sorted.some(([start], index) => {
    const [before, bytes] = sorted[index - 1] ?? [-Infinity, 0];
    return before + headerBytes + bytes > start;
  });
}

/**
 * The folders of the plan that are not in the destination yet.
 * @throws ToolError `conflict` when something has a name that the plan needs.
 */
export function missingFolders(destination: Folder | undefined, { files, folders }: Plan): string[][] {
  if (destination === undefined) return folders;
  const branch = new Branch(destination);
  const there = new Set(['']);
  const taken: string[] = [];
  const find = (names: readonly string[]) => {
    const above = names.slice(0, -1);
    return there.has(above.join('/')) ? branch.at(above).find(names.at(-1) ?? '') : undefined;
  };
  const missing = folders.filter((names) => {
    const stat = find(names);
    if (stat?.kind === 'folder') there.add(names.join('/'));
    else if (stat !== undefined) taken.push(names.join('/'));
    return stat === undefined;
  });
  for (const { names } of files) if (find(names) !== undefined) taken.push(names.join('/'));
  branch.close();
  if (taken.length > 0) throw conflict(destination.shown, taken);
  return missing;
}

function conflict(destination: string, taken: readonly string[]): ToolError {
  const examples = taken.slice(0, 5).map((name) => `"${shortName(name)}"`);
  const more = taken.length > examples.length ? ` and ${count(taken.length - examples.length, 'more')}` : '';
  return new ToolError(
    'conflict',
    `"${visible(destination)}" already has ${examples.join(', ')}${more}, and nothing is ever replaced; nothing was written. Choose a new folder, or leave them out with "include".`,
  );
}
