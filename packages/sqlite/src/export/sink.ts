import type { PendingFile } from '@mcp-reference/kit/sandbox';
import { Gzip } from 'fflate';

/** Takes the bytes of a file in order. */
export interface Sink {
  write(bytes: Uint8Array): void;
  /** To be called once, after the last bytes. */
  end(): void;
}

/** Bytes of one write to the disk. */
const piece = 256 * 1024;

/** Collects small writes. `written` is called with the bytes of each write to the disk. */
export function fileSink(file: PendingFile, written: (bytes: number) => void): Sink {
  let parts: Uint8Array[] = [];
  let size = 0;
  const flush = () => {
    if (size === 0) return;
    file.write(Buffer.concat(parts));
    written(size);
    parts = [];
    size = 0;
  };
  return {
    write(bytes) {
      parts.push(bytes);
      size += bytes.length;
      if (size >= piece) flush();
    },
    end: flush,
  };
}

/** Compresses what it passes on. */
export function gzipSink(sink: Sink): Sink {
  const gzip = new Gzip({ level: 6 }, (bytes) => sink.write(bytes));
  let waiting: Uint8Array[] = [];
  let size = 0;
  const push = (isLast: boolean) => {
    gzip.push(Buffer.concat(waiting), isLast);
    waiting = [];
    size = 0;
  };
  return {
    write(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      if (size >= piece) push(false);
    },
    end() {
      push(true);
      sink.end();
    },
  };
}
