import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { expect } from 'vitest';
import { createArchive, type CreateArchiveParams } from '../src/operations/create-archive.ts';
import { extractArchive, type ExtractArchiveParams } from '../src/operations/extract-archive.ts';
import { listArchive, type ListArchiveParams } from '../src/operations/list-archive.ts';
import { sandboxOf, snapshot, temporaryFolder, type BackendName, type Control } from './archive-sandbox.ts';

export type Files = Record<string, string | Buffer>;

/** Makes files (and with a `/` at the end folders) below a folder. */
export function put(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const at = path.join(root, name);
    mkdirSync(name.endsWith('/') ? at : path.dirname(at), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(at, content);
  }
}

/** An allowed folder with some files, a folder beside it that must stay as it is, and the archive operations. */
export function scene(backend: BackendName, files: Files = {}) {
  const base = temporaryFolder();
  const [root, outside] = [path.join(base, 'root'), path.join(base, 'outside')];
  put(base, { 'root/': '', 'outside/secret.txt': 'secret' });
  put(root, files);
  const run = sandboxOf(backend, [{ path: root, writable: true }]);
  return {
    base,
    root,
    outside,
    create: (source: string[], params: Partial<CreateArchiveParams> = {}, control?: Control) =>
      run(createArchive, { source, destination: 'made.zip', excludePatterns: [], ...params }, control),
    extract: (params: Partial<ExtractArchiveParams> = {}, control?: Control) =>
      run(extractArchive, { path: 'made.zip', destination: 'out', ...params }, control),
    list: (params: Partial<ListArchiveParams> = {}, control?: Control) =>
      run(listArchive, { path: 'made.zip', limit: 1000, after: 0, budget: 60_000, ...params }, control),
  };
}

export type Scene = ReturnType<typeof scene>;

interface Outcome {
  code: string;
  message: string;
  /** True if anything on the disk has changed. */
  changed: boolean;
  /** True if the message contains a path that the caller did not give. */
  leaks: boolean;
}

/** The outcome of an extraction that should fail. */
export async function outcome({ base, extract }: Scene, params: Partial<ExtractArchiveParams> = {}): Promise<Outcome> {
  const before = snapshot(base);
  const error: unknown = await extract(params).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const code = error instanceof ToolError ? error.code : 'not refused';
  const changed = JSON.stringify(snapshot(base)) !== JSON.stringify(before);
  const known = params.destination?.startsWith(base) ?? false;
  return { code, message: String(error), changed, leaks: !known && String(error).includes(base) };
}

/** The expected {@link outcome}: an error that says why, and a disk as it was. */
export const refused = (code: string, message: RegExp) => ({
  code,
  message: expect.stringMatching(message) as unknown,
  changed: false,
  leaks: false,
});

/** All pages of a listing, one after the other. */
export async function pagesOf<P, R extends { lines: string[]; next?: P }>(
  ask: (after: P | undefined) => Promise<R>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let after: P | undefined;
  do {
    const page = await ask(after);
    pages.push(page.lines);
    after = page.next;
  } while (after !== undefined && pages.length < 1000);
  return pages;
}

/** The characters of the longest page. */
export const longest = (pages: readonly string[][]): number =>
  Math.max(...pages.map((lines) => lines.join('\n').length));

const pattern = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * i * 31) % 251));

/** Up to a million bytes that compress a little. */
export const bytes = (length: number): Buffer => pattern.subarray(0, length);
