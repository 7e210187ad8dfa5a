import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { errnoOf, ToolError, visible, type Confined, type Job, type OpenFile } from '@mcp-reference/kit/sandbox';
import { isStored, readEntry, type ZipEntry } from './entry.ts';
import { shortName } from './names.ts';

// What yauzl 3 has and its types, written for 2, do not.
declare module 'yauzl' {
  interface Entry {
    fileNameRaw: Buffer;
  }
  interface ZipFile {
    readLocalFileHeader(
      entry: Entry,
      options: { minimal: true },
      callback: (error: Error | null, header: { fileDataStart: number }) => void,
    ): void;
  }
  function getFileNameLowLevel(flags: number, raw: Buffer, extraFields: Entry['extraFields'], strict: boolean): string;
}

const piece = 256 * 1024;
const isUtf8Flag = 0x800;

/** A zip file open for reading. */
export interface Zip {
  /** Bytes. */
  size: number;
  /** The entries in the order of the central directory, which is never trusted. */
  entries(job: Job): AsyncGenerator<ZipEntry, void>;
  /** The content of an entry, inflated piece by piece as it is taken. */
  content(entry: ZipEntry): AsyncGenerator<Buffer, void>;
  close(): void;
}

/** @throws ToolError `invalid` when it is no zip file, or a damaged one. */
export async function openZip(fs: Confined, path: string): Promise<Zip> {
  const file = fs.file(path);
  const { size } = file.stat();
  // Loaded when first needed: most helpers never see an archive.
  const { fromRandomAccessReader, getFileNameLowLevel, RandomAccessReader } = await import('yauzl');

  class Reader extends RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null) => void,
    ): void {
      const bytes = position + length > size ? undefined : file.read(position, length);
      if (bytes?.length !== length) return callback(new Error('it is cut off'));
      bytes.copy(buffer, offset);
      callback(null);
    }
  }

  const unreadable = (error: unknown) => damaged(error, `"${visible(path)}" is not a zip file that can be read`);
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // Sizes are checked where the content is counted, and names where they are used: a listing shows the bad ones too.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
    fromRandomAccessReader(new Reader(), size, options, (error, opened) =>
      error ? reject(unreadable(error)) : resolve(opened),
    );
  });
  const nameOf = ({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry) => {
    // Archives made on macOS hold UTF-8 without saying so; other code pages hardly ever look like it.
    const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | isUtf8Flag : generalPurposeBitFlag;
    return getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  };
  const next = nextOf(zip);

  return {
    size,
    async *entries(job) {
      for (let index = 0; index < zip.entryCount; index++) {
        if (index % 256 === 0) await pause(job);
        let entry: Entry;
        try {
          entry = await next();
        } catch (error) {
          throw unreadable(error);
        }
        yield readEntry(entry, nameOf(entry), process.platform);
      }
    },
    async *content(entry) {
      try {
        const start = await startOf(zip, entry);
        const source = piecesOf(file, start, start + entry.compressed);
        const whole = isStored(entry) ? undefined : inflatedAtOnce(file, start, entry);
        if (whole !== undefined) yield whole;
        else yield* isStored(entry) ? source : inflated(source);
      } catch (error) {
        throw damaged(error, `The entry "${shortName(entry.name)}" is damaged`);
      }
    },
    close: () => file.close(),
  };
}

/** yauzl tells of entries by events, one for each time it is asked. */
function nextOf(zip: ZipFile): () => Promise<Entry> {
  let waiting: { resolve(entry: Entry): void; reject(error: unknown): void } | undefined;
  zip.on('entry', (entry: Entry) => waiting?.resolve(entry));
  zip.on('error', (error: unknown) => waiting?.reject(error));
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      zip.readEntry();
    });
}

const startOf = (zip: ZipFile, { raw }: ZipEntry): Promise<number> =>
  new Promise((resolve, reject) => {
    zip.readLocalFileHeader(raw, { minimal: true }, (error, header) =>
      error ? reject(error) : resolve(header.fileDataStart),
    );
  });

function* piecesOf(file: OpenFile, start: number, end: number): Generator<Buffer, void> {
  for (let at = start; at < end; at += piece) yield file.read(at, Math.min(piece, end - at));
}

/** The content of an entry that is small and declares its size honestly: many times quicker than a stream. */
function inflatedAtOnce(file: OpenFile, start: number, { size, compressed }: ZipEntry): Buffer | undefined {
  if (size > piece || compressed > piece) return undefined;
  try {
    return inflateRawSync(file.read(start, compressed), { maxOutputLength: size + 1 });
  } catch (error) {
    // There is more than was declared. The stream stops at the same place, and the caller that counts says why.
    if (errnoOf(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

function inflated(source: Iterable<Buffer>): AsyncIterable<Buffer> {
  const inflate = createInflateRaw({ chunkSize: piece });
  // What fails before it comes out of the inflation, where the content is taken.
  pipeline(Readable.from(source), inflate, () => {});
  return inflate;
}

/** The sandbox's own errors are not about the archive. */
function damaged(error: unknown, what: string): unknown {
  if (error instanceof ToolError || !(error instanceof Error)) return error;
  const unsupported = error.message.includes('not supported');
  return new ToolError(
    unsupported ? 'unsupported' : 'invalid',
    `${what}: ${visible(error.message).replace(/\.$/, '')}.`,
    { cause: error },
  );
}

/**
 * Lets what has arrived meanwhile be seen, a cancellation among it.
 * @throws ToolError `timeout` when the call is over.
 */
export async function pause(job: Job): Promise<void> {
  await new Promise(setImmediate);
  if (job.cancelled()) throw new ToolError('timeout', 'The call was cancelled.');
  if (job.overdue()) throw new ToolError('timeout', 'Stopped at the time limit.');
}
