import { createHash } from 'node:crypto';
import { isRecord } from '../../is-record.ts';

/** The checked input of a call. */
export interface Read {
  input: unknown;
  /** The argument `confirm`, which belongs to the kit. */
  confirm: string | undefined;
  /** Returns a digest of the input, which a user's consent is bound to. */
  digest(): string;
}

/** @param takesConfirm true if `confirm` is the kit's argument, and not the tool's own. */
export function toRead(data: Readonly<Record<string, unknown>>, takesConfirm: boolean): Read {
  const { confirm, ...rest } = data;
  const input = takesConfirm ? rest : data;
  return { input, confirm: typeof confirm === 'string' ? confirm : undefined, digest: () => digestOf(rest) };
}

/** Returns a digest that does not depend on the order of properties. */
const digestOf = (input: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(input, (_key, value: unknown) =>
        isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
      ),
    )
    .digest('hex');
