import { ToolError, z, type Call, type Secret } from '@mcp-reference/kit';

/** A record as the API sends it. Fields that the schema does not name are dropped. */
const record = z.object({ id: z.string(), title: z.string(), text: z.string().default('') });
export type ApiRecord = z.infer<typeof record>;

/** The maximum size of a response in bytes. */
const mostBytes = 5_000_000;

/** The requests that the tools need. Each ends with the call's `signal`, and throws a ToolError that says what to do. */
export class Api {
  readonly #base: URL;
  readonly #key: Secret | undefined;

  constructor(base: URL, key: Secret | undefined) {
    this.#base = base;
    this.#key = key;
  }

  /** Returns the records that contain a text, from `offset` on. */
  find(text: string, { offset, limit }: { offset: number; limit: number }, call: Pick<Call, 'signal'>) {
    const query = new URLSearchParams({ q: text, offset: String(offset), limit: String(limit) });
    return this.#get(`records?${query.toString()}`, z.object({ total: z.number(), records: z.array(record) }), call);
  }

  /** @throws ToolError `not_found` */
  record(id: string, call: Pick<Call, 'signal'>): Promise<ApiRecord> {
    return this.#get(`records/${encodeURIComponent(id)}`, record, call);
  }

  async #get<T>(address: string, schema: z.ZodType<T>, { signal }: Pick<Call, 'signal'>): Promise<T> {
    const headers = this.#key === undefined ? {} : { authorization: `Bearer ${this.#key.reveal()}` };
    const response = await fetch(new URL(address, this.#base), { signal, headers, redirect: 'error' }).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        throw new ToolError('unavailable', `${this.#base.host} cannot be reached. Check --url and the network.`, {
          cause: error,
        });
      },
    );
    if (!response.ok) throw failureOf(response.status, this.#base.host);
    const parsed = await schema.safeParseAsync(await jsonOf(response));
    if (!parsed.success)
      throw new ToolError('unavailable', `${this.#base.host} answered in an unknown format.`, { cause: parsed.error });
    return parsed.data;
  }
}

function failureOf(status: number, host: string): ToolError {
  if (status === 404) return new ToolError('not_found', 'There is no such record; find_records lists them.');
  if (status === 401 || status === 403)
    return new ToolError('denied', `${host} does not accept the key. Set MCP_MY_API_KEY to a valid one.`);
  if (status === 429) return new ToolError('unavailable', `${host} allows no more requests now. Wait, then try again.`);
  return new ToolError('unavailable', `${host} answered with status ${status}. Try again later.`);
}

async function jsonOf(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new ToolError('too_large', 'The response is over 5 MB. Ask for less with "limit".');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return undefined;
  }
}
