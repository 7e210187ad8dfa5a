import { checkAttributes } from '../git/commands/status.ts';
import { showPath } from '../git/paths.ts';
import type { Calling, Repository } from '../git/repository.ts';
import { split } from '../git/status.ts';
import { count } from '../text.ts';
import type { Pages } from './diff-pages.ts';
import { pathKey, type Entry, type FilePatch } from './diff-parse.ts';

/** Files whose changes say nothing that another file does not say better. */
const generatedName =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|deno\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|go\.sum|flake\.lock|mix\.lock|pubspec\.lock|packages\.lock\.json|gradle\.lockfile)$|\.min\.(js|css|mjs)$|\.(js|css|mjs)\.map$|\.pb\.go$|_pb2\.py$/;

/** A line longer than this, in characters, is not written by a person. */
const longLine = 5_000;
/** A `.gitattributes` larger than this is not read, in bytes. */
const mostAttributes = 1024 * 1024;

/** Files that the repository itself calls generated (`linguist-generated` in `.gitattributes`), by path key. */
export async function generatedAmong(
  repo: Repository,
  entries: readonly Entry[],
  call: Calling,
): Promise<ReadonlySet<string>> {
  if (repo.layout.top === undefined) return new Set();
  const { bytes } = await repo.files
    .run('readBytes', { path: `${repo.layout.top}/.gitattributes`, most: mostAttributes }, call)
    .catch(() => ({ bytes: undefined }));
  if (bytes === undefined || !Buffer.from(bytes, 'base64').includes('linguist-generated')) return new Set();
  const paths = entries.map(({ path }) => path);
  const fields = split((await repo.run(checkAttributes(['linguist-generated'], paths), call)).stdout);
  const generated = new Set<string>();
  for (let i = 0; i + 2 < fields.length; i += 3)
    if (/^(set|true)$/.test(fields[i + 2]?.toString() ?? '')) generated.add(pathKey(fields[i] ?? Buffer.alloc(0)));
  return generated;
}

/** The reason why a file's patch is not shown; undefined for one that is. */
export function summary(
  entry: Entry,
  generated: ReadonlySet<string>,
  patch: FilePatch | undefined,
  all: boolean,
): string | undefined {
  if (entry.binary) return 'binary';
  if (all) return undefined;
  if (generatedName.test(entry.path.toString('latin1')) || generated.has(pathKey(entry.path)))
    return 'lock or generated file';
  const minified = patch?.hunks.some(({ text }) => text.split('\n').some((line) => line.length > longLine)) === true;
  return minified ? 'minified' : undefined;
}

/** The table of all files before their patches, as far as half of the answer. */
export function listEntries(writer: Pages, lines: readonly string[]): void {
  const room = writer.room / 2;
  let used = 0;
  const shown = lines.filter((line) => (used += line.length + 1) <= room);
  const more = lines.length - shown.length;
  writer.put(
    `${shown.join('\n')}\n${more > 0 ? `... and ${count(more, 'more file')}; names_only lists them all\n` : ''}`,
  );
}

export function entryLine(entry: Entry, why: string | undefined): string {
  const { status, path, from, modes, added, removed } = entry;
  const mode =
    status === 'M' && modes[0] !== modes[1]
      ? ` mode ${modes.join(' -> ')}`
      : status === 'T'
        ? ` type ${modes.join(' -> ')}`
        : modes.includes('160000')
          ? ' submodule'
          : '';
  return `${status} ${from ? `${showPath(from)} -> ` : ''}${showPath(path)}${added === undefined ? '' : ` +${added} -${removed ?? 0}`}${mode}${why ? ` (${why}, not shown)` : ''}`;
}
