import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { errnoOf, ToolError, visible, type Confined, type Job, type OpenFile } from '@mcp-reference/kit/sandbox';
import { isStored, readEntry, type ZipEntry } from './entry.ts';
import { canonicalEncoding, type Encoding } from '../text/encoding.ts';
import { decodeName, NameSample, standard } from './name-encoding.ts';
import { shortName } from './names.ts';
import { sniff } from '../media-type.ts';

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
/** Entries that are looked at to guess the encoding of names. */
const mostSampled = 2000;

/** A zip file open for reading. */
export interface Zip {
  /** Bytes. */
  size: number;
  /** The encoding of names that do not say theirs, if there are any and it was not given. */
  guessedNames: Encoding | undefined;
  /** The entries in the order of the central directory, which is never trusted. */
  entries(job: Job): AsyncGenerator<ZipEntry, void>;
  /** The content of an entry, inflated piece by piece as it is taken. */
  content(entry: ZipEntry): AsyncGenerator<Buffer, void>;
  close(): void;
}

/**
 * @param encoding that of names that do not say theirs; guessed by default
 * @throws ToolError `invalid` when it is no zip file, or a damaged one.
 */
export async function openZip(fs: Confined, path: string, encoding?: string): Promise<Zip> {
  const asked = encoding === undefined ? undefined : canonicalEncoding(encoding);
  const file = fs.file(path);
  const { size } = file.stat();
  const { archive, mimeType, name } = sniff(file.read(0, Math.min(size, 512)), path);
  if (archive && mimeType !== 'application/zip') {
    file.close();
    throw new ToolError('unsupported', `"${visible(path)}" is ${name}. Only zip archives can be listed and extracted.`);
  }
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
  const open = () =>
    new Promise<ZipFile>((resolve, reject) => {
      // Sizes are checked where the content is counted, and names where they are used: a listing shows the bad ones too.
      const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
      fromRandomAccessReader(new Reader(), size, options, (error, opened) =>
        error ? reject(unreadable(error)) : resolve(opened),
      );
    });
  const sample = new NameSample();
  if (asked === undefined) await forEachEntry(await open(), (entry) => addTo(sample, entry)).catch(() => {});
  const guessed = await sample.guess();
  const zip = await open();
  const nameOf = ({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry) => {
    const legacy = asked ?? guessed ?? standard;
    // Archives made on macOS hold UTF-8 without saying so; other code pages hardly ever look like it.
    const isUnicode = isUtf8(fileNameRaw) || saysUnicode(generalPurposeBitFlag, extraFields);
    if (!isUnicode && legacy !== standard) return decodeName(fileNameRaw, legacy);
    const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | isUtf8Flag : generalPurposeBitFlag;
    return getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  };
  const next = nextOf(zip);

  return {
    size,
    guessedNames: guessed,
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
      // Programs that go by the size of the directory, and not by the number, would see others.
      // (The types call the position a boolean.)
      if (file.read(Number(zip.readEntryCursor), 4).toString('latin1') === 'PK\x01\x02')
        throw unreadable(new Error('it has more entries than it declares'));
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

/** True if a name is UTF-8, or comes with a copy that is (Info-ZIP Unicode Path, 0x7075). */
const saysUnicode = (flags: number, extraFields: Entry['extraFields']): boolean =>
  (flags & isUtf8Flag) !== 0 || extraFields.some(({ id }) => id === 0x7075);

/** Adds the name of an entry, if it needs a guess. Returns false when there are enough. */
function addTo(sample: NameSample, { fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): boolean {
  if (!saysUnicode(generalPurposeBitFlag, extraFields)) sample.add(fileNameRaw);
  return !sample.isFull;
}

async function forEachEntry(zip: ZipFile, visit: (entry: Entry) => boolean): Promise<void> {
  const next = nextOf(zip);
  const most = Math.min(zip.entryCount, mostSampled);
  for (let index = 0; index < most; index++) if (!visit(await next())) return;
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
  // An error of the source is passed on to the inflation, and so to the reader of the content.
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
