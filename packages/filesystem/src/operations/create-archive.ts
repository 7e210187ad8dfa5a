import { createHash } from 'node:crypto';
import path from 'node:path';
import { addAbortSignal, Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { ZipFile } from 'yazl';
import {
  assertRegular,
  endsInSeparator,
  missing,
  PendingFile,
  ToolError,
  visible,
  walk,
  type Confined,
  type Folder,
  type Job,
  type OpenFile,
  type Stat,
  count,
} from '@mcp-reference/kit/sandbox';
import { assertEnds } from '../files/growth.ts';
import { beginChange, endChange, record } from '../files/journal.ts';
import { wayOf } from '../files/archive/names.ts';
import { pause } from '../files/archive/open.ts';
import { anyOf, type Matcher } from '../files/search/glob.ts';
import { placeFor } from '../files/place.ts';
import { headerName } from '../files/shown.ts';
import { sweepOnce } from './write.ts';

export interface CreateArchiveParams {
  source: string[];
  destination: string;
  /** Globs of paths below a source. */
  excludePatterns: string[];
}

export interface Created {
  files: number;
  folders: number;
  /** Bytes that went in, and bytes that came out. */
  bytes: number;
  size: number;
  /** Links, which are not stored: extracting one would let the archive write through it. */
  links: number;
  /** Other entries that were left out; some of them with the reason. */
  omitted: number;
  omittedExamples: string[];
}

/** A requested entry, under the name that it is stored with. */
type Source = { name: string; folder: Folder } | { name: string; file: OpenFile };

const piece = 256 * 1024;
/** Files up to this size are handed over whole, which is much quicker, so many of them before it is waited for them. */
const small = 64 * 1024;
const mostWaiting = 128;
const manyExamples = 10;

/** Makes a zip file of files and folders; nobody sees it before it is complete. */
export async function createArchive(fs: Confined, params: CreateArchiveParams, job: Job): Promise<Created> {
  const { destination, excludePatterns } = params;
  if (endsInSeparator(destination, process.platform)) {
    throw new ToolError('invalid', `"${visible(destination)}" ends in a separator; give the name of a file.`);
  }
  const excluded = anyOf(excludePatterns);
  const sources = params.source.map((one) => sourceOf(fs, one));
  assertDistinct(sources, params.source);
  const to = placeFor(fs, destination);
  // Loaded when first needed: most helpers never see an archive.
  const { ZipFile } = await import('yazl');
  const created: Created = { files: 0, folders: 0, bytes: 0, size: 0, links: 0, omitted: 0, omittedExamples: [] };
  sweepOnce(to.folder, job);
  const pending = new PendingFile(to.folder, to.name, 0o666);
  const hash = createHash('sha256');
  try {
    const zip = new ZipFile();
    const over = new AbortController();
    const stop = (reason: unknown) => over.abort(reason);
    zip.on('error', stop);
    const sink = new Writable({
      write(bytes: Buffer, _, done) {
        try {
          pending.write(bytes);
          hash.update(bytes);
          created.size += bytes.length;
          done();
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
    // The first to fail ends the other, and both have ended before the file is closed.
    await Promise.all([
      pipeline(zip.outputStream, sink, { signal: over.signal }).catch(stop),
      new Filler(zip, created, excluded, over.signal, job).fill(sources).catch(stop),
    ]);
    over.signal.throwIfAborted();
    pending.publish();
    beginChange();
    record({ did: 'write', path: to.folder.placeOf(to.name), before: null, after: hash.digest('hex').slice(0, 16) });
    endChange('create_archive');
    return created;
  } catch (error) {
    throw error instanceof ToolError
      ? new ToolError(error.code, `${error.message} No archive was made.`, { cause: error })
      : error;
  } finally {
    pending.discard();
  }
}

/** A source that is itself a link is what it leads to: it was asked for by name. */
function sourceOf(fs: Confined, source: string): Source {
  const { folder: holder, name: given } = fs.spot(source);
  const name = given ?? path.basename(holder.root.path);
  const { stat } = fs.follow(source);
  if (stat === undefined) throw missing(source);
  const way = wayOf(name, process.platform);
  if ('problem' in way && name !== '') {
    throw new ToolError('invalid', `"${visible(source)}" ${way.problem}, which few programs could extract; rename it.`);
  }
  if (stat.kind === 'folder') return { name, folder: fs.folder(source) };
  assertRegular(stat, source);
  return { name, file: fs.file(source) };
}

function assertDistinct(sources: readonly Source[], given: readonly string[]): void {
  const known = new Map<string, string>();
  for (const [index, { name }] of sources.entries()) {
    const path = given[index] ?? '';
    const other = known.get(name);
    if (other !== undefined) {
      throw new ToolError(
        'invalid',
        `"${visible(other)}" and "${visible(path)}" would both be stored as "${visible(name)}"; archive them one by one, or the folder that holds them.`,
      );
    }
    known.set(name, path);
  }
}

/** Puts files into a zip file one after the other, as fast as they are written out. */
class Filler {
  readonly #zip: ZipFile;
  readonly #created: Created;
  readonly #excluded: Matcher;
  readonly #over: AbortSignal;
  readonly #job: Job;
  #waiting = 0;

  constructor(zip: ZipFile, created: Created, excluded: Matcher, over: AbortSignal, job: Job) {
    this.#zip = zip;
    this.#created = created;
    this.#excluded = excluded;
    this.#over = over;
    this.#job = job;
  }

  async fill(sources: readonly Source[]): Promise<void> {
    for (const source of sources) {
      if ('file' in source) await this.#addFile(source.name, source.file);
      else await this.#addFolder(source.name, source.folder);
    }
    this.#zip.end();
  }

  async #addFolder(name: string, start: Folder): Promise<void> {
    // The root of a file system has no name.
    const prefix = name === '' ? '' : `${name}/`;
    if (name !== '') this.#addEmpty(prefix, start.self());
    const opened = (folder: Folder, at: string) => {
      if (folder.hidesSome()) this.#omit(prefix + at, 'has entries on the deny list');
    };
    const visits = walk(start, { enter: (visit) => !this.#excluded(visit.path), opened });
    for (const { path: at, entry, folder, unreadable } of visits) {
      if (this.#excluded(at)) continue;
      const stored = prefix + at;
      const way = wayOf(stored, process.platform);
      if (unreadable !== undefined) this.#omit(stored, unreadable);
      else if (entry.kind === 'link') this.#created.links++;
      else if ('problem' in way) this.#omit(stored, way.problem);
      else if (entry.kind === 'folder') this.#addEmpty(`${stored}/`, folder.peek(entry.name));
      else if (entry.kind === 'file') await this.#addListed(stored, folder, entry.name);
      else this.#omit(stored, 'is a pipe, socket or device');
    }
  }

  async #addListed(stored: string, folder: Folder, name: string): Promise<void> {
    let file: OpenFile;
    try {
      file = folder.open(name);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      this.#omit(stored, error.message);
      return;
    }
    await this.#addFile(stored, file);
  }

  async #addFile(stored: string, file: OpenFile): Promise<void> {
    this.#over.throwIfAborted();
    const { modified, mode, size } = file.stat();
    // Special bits (set-user-ID and the like) are not passed on.
    const attributes = { mtime: new Date(modified), mode: 0o100000 | (mode & 0o777) };
    // Files of /proc have no size, and others grow: what is more than it should be is read as a stream.
    const whole = size <= small && this.#waiting < mostWaiting ? file.read(0, size + 1) : undefined;
    if (whole?.length === size) {
      this.#zip.addBuffer(whole, stored, attributes);
      this.#waiting++;
      this.#count(whole.length);
    } else {
      const pieces = Readable.from(this.#pieces(file, size, stored), { objectMode: false, highWaterMark: piece });
      const content = addAbortSignal(this.#over, pieces);
      this.#zip.addReadStream(content, stored, attributes);
      // It is read when all that was added before is written.
      await finished(content);
      this.#waiting = 0;
    }
    file.close();
    this.#created.files++;
  }

  async *#pieces(file: OpenFile, size: number, stored: string): AsyncGenerator<Buffer, void> {
    for (let at = 0; ;) {
      await pause(this.#job);
      const bytes = file.read(at, piece);
      if (bytes.length === 0) return;
      at += bytes.length;
      assertEnds(stored, size, at);
      this.#count(bytes.length);
      yield bytes;
    }
  }

  #count(bytes: number): void {
    this.#created.bytes += bytes;
    this.#job.progress(this.#created.bytes, undefined, `${count(this.#created.files, 'file')} archived`);
  }

  #addEmpty(stored: string, stat: Stat | undefined): void {
    if (stat === undefined) return;
    this.#zip.addEmptyDirectory(stored, { mtime: new Date(stat.modified), mode: 0o040000 | (stat.mode & 0o777) });
    this.#created.folders++;
  }

  #omit(stored: string, reason: string): void {
    if (this.#created.omitted++ < manyExamples) this.#created.omittedExamples.push(`${headerName(stored)}: ${reason}`);
  }
}
