/** A request that is answered with a status instead of being served. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  /** Returns a JSON-RPC error, which every client of the protocol can read. */
  body(): string {
    const code = this.status === 400 ? -32_600 : -32_000;
    return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message: this.message } });
  }
}

/** Returns an error for a valid request that may be served later. */
export const busy = (status: 429 | 503, message: string, seconds: number): HttpError =>
  new HttpError(status, message, { 'retry-after': String(seconds) });
