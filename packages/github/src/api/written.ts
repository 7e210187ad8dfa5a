import { readBack } from '../present/written-out.ts';
import { isRecord } from './scope.ts';

/**
 * Restores the characters that reading wrote out. Done for every text of every write, so that what was read
 * can be sent back as it was; names that are part of the address stay as they are.
 */
export function restoreTexts<T extends Readonly<Record<string, unknown>>>(
  params: T,
  except: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, except.has(key) ? value : restored(value)]),
  );
}

function restored(value: unknown): unknown {
  if (typeof value === 'string') return readBack(value);
  if (Array.isArray(value)) return value.map(restored);
  return isRecord(value) ? restoreTexts(value) : value;
}
