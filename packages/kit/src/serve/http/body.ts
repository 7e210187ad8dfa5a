import type { IncomingMessage } from 'node:http';
import { isNestedTooDeeply, tooManyLevels } from '../nesting.ts';
import { HttpError } from './http-error.ts';

/**
 * Reads the JSON body of a request.
 * @param most bytes.
 * @throws HttpError 413, 415 or 400.
 */
export async function readJson(request: IncomingMessage, most: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new HttpError(415, 'Send JSON: Content-Type must be application/json.');
  // No compression: a small body could unpack to any size.
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new HttpError(415, 'Send the body as it is, without Content-Encoding.');
  const bytes = await readBytes(request, most);
  if (isNestedTooDeeply(bytes)) throw new HttpError(413, `The body has ${tooManyLevels}.`);
  const text = decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError();
  }
}

/** A parse error, which has its own code in the protocol. */
class ParseError extends HttpError {
  constructor() {
    super(400, 'The body is not valid JSON.');
  }

  override body(): string {
    return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_700, message: this.message } });
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ParseError();
  }
}

function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  const tooLarge = () =>
    new HttpError(413, `The body is over the limit of ${most} bytes (--http-max-body).`, { connection: 'close' });
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > most) return reject(tooLarge());
    const parts: Buffer[] = [];
    let length = 0;
    // Every request closes some time, and an error that nobody sees still collects its stack.
    const cut = () => reject(new HttpError(400, 'The body ended before it was complete.'));
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > most) {
        parts.length = 0;
        request.pause();
        reject(tooLarge());
      } else parts.push(part);
    });
    request.on('end', () => {
      request.off('close', cut);
      resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
    });
    request.on('error', cut);
    request.on('close', cut);
  });
}
