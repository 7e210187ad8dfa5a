import { isRecord } from '../../is-record.ts';

/** The versions with a handshake that the SDK knows. A test compares them. */
export const legacyVersions: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];

export type Id = string | number;

/** A request in the usual form. Every other form is left to the SDK, which knows all of them. */
export interface PlainRequest {
  id: Id;
  method: string;
  params: Readonly<Record<string, unknown>> | undefined;
}

/** Returns a request that has the usual members and no others. */
export function plainRequest(message: unknown): PlainRequest | undefined {
  if (!isRecord(message) || message['jsonrpc'] !== '2.0' || !hasOnly(message, requestKeys)) return undefined;
  const { id, method, params } = message;
  if ((typeof id !== 'string' && !Number.isSafeInteger(id)) || typeof method !== 'string') return undefined;
  return params === undefined || isRecord(params) ? { id: id as Id, method, params } : undefined;
}

const requestKeys: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);

export interface PlainCall {
  name: string;
  arguments: Readonly<Record<string, unknown>> | undefined;
  meta: Readonly<Record<string, unknown>> | undefined;
}

const callKeys: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

/** Returns the parameters of a `tools/call` in the usual form. */
export function plainCall(params: PlainRequest['params']): PlainCall | undefined {
  if (params === undefined || !hasOnly(params, callKeys)) return undefined;
  const { name, arguments: given, _meta: meta } = params;
  if (typeof name !== 'string' || (given !== undefined && !isRecord(given))) return undefined;
  return meta === undefined || isRecord(meta) ? { name, arguments: given, meta } : undefined;
}

/** True for a `_meta` without keys that the protocol gives a meaning, other than a progress token. */
export function isPlainMeta(meta: Readonly<Record<string, unknown>> | undefined): boolean {
  if (meta === undefined) return true;
  const { progressToken } = meta;
  const known = progressToken === undefined || typeof progressToken === 'string' || Number.isSafeInteger(progressToken);
  return known && !Object.keys(meta).some((key) => key.startsWith('io.modelcontextprotocol/'));
}

const clientKeys: ReadonlySet<string> = new Set(['name', 'version', 'title', 'websiteUrl', 'description']);

/** True for a client's name and version in the usual form. */
export const isPlainClient = (info: unknown): boolean =>
  isRecord(info) &&
  typeof info['name'] === 'string' &&
  typeof info['version'] === 'string' &&
  Object.entries(info).every(([key, value]) =>
    key === 'icons' ? isIcons(value) : clientKeys.has(key) && typeof value === 'string',
  );

const isIcons = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (icon: unknown) =>
      isRecord(icon) &&
      typeof icon['src'] === 'string' &&
      Object.entries(icon).every(([key, part]) =>
        key === 'sizes'
          ? Array.isArray(part) && part.every((size) => typeof size === 'string')
          : ['src', 'mimeType'].includes(key) && typeof part === 'string',
      ),
  );

const capabilityKeys: ReadonlySet<string> = new Set(['experimental', 'sampling', 'elicitation', 'roots', 'extensions']);

/** True for capabilities in the usual form: objects of objects, except for `roots.listChanged`. */
export const isPlainCapabilities = (capabilities: unknown): boolean =>
  isRecord(capabilities) &&
  Object.entries(capabilities).every(
    ([key, capability]) =>
      capabilityKeys.has(key) &&
      isRecord(capability) &&
      Object.entries(capability).every(([name, value]) =>
        key === 'roots' ? name === 'listChanged' && typeof value === 'boolean' : isRecord(value),
      ),
  );

function hasOnly(record: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): boolean {
  for (const key in record) if (!keys.has(key)) return false;
  return true;
}
