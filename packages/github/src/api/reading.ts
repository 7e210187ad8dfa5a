import type { Call } from '@mcp-reference/kit';
import { isRecord } from './scope.ts';

/** The property of GitHub's data that a call read last, and the last one that was null. */
interface LastRead {
  of: string;
  key: string;
  value: unknown;
  nothing: string | undefined;
}

const lastReads = new WeakMap<AbortSignal, LastRead>();

/** Items of longer lists are not watched: a tree can have 100,000. */
const mostWatched = 1_000;

/** Watches what a call reads from an answer, to distinguish a faulty answer from a fault of this server when reading fails. */
export function watched<T>(data: T, { signal }: Pick<Call, 'signal'>): T {
  const last: LastRead = Object.assign(lastReads.get(signal) ?? { nothing: undefined }, {
    of: '',
    key: '',
    value: data,
  });
  lastReads.set(signal, last);
  const views = new WeakMap<object, unknown>();
  const view = (value: unknown, place: string): unknown => {
    if (!isRecord(value) && !Array.isArray(value)) return value;
    const known = views.get(value);
    if (known !== undefined) return known;
    const long = Array.isArray(value) && value.length > mostWatched;
    const made = new Proxy(value, {
      get(target, key, receiver) {
        const read: unknown = Reflect.get(target, key, receiver);
        if (typeof key !== 'string' || typeof read === 'function') return read;
        last.of = place;
        last.key = key;
        last.value = read;
        if (read === null) last.nothing = placeOf(place, key);
        return long ? read : view(read, Array.isArray(target) ? `${place}[]` : `${place}.${key}`);
      },
    });
    views.set(value, made);
    return made;
  };
  return view(data, '') as T;
}

const placeOf = (of: string, key: string): string => `${of}.${key}`.replace(/^\./, '');

/**
 * Returns the property of GitHub's data that a TypeError is about, such as `user.login`; undefined for a fault of this server. Only
 * GitHub has nulls: our own code says undefined, so for that the last property read must be the missing one.
 */
export function blamed(error: TypeError, { signal }: Pick<Call, 'signal'>): string | undefined {
  const last = lastReads.get(signal);
  const complaint = /of (null|undefined)\b|as it is (null|undefined)\b|is not (?:iterable|a function)/.exec(
    error.message,
  );
  if (last === undefined || complaint === null) return undefined;
  const { of, key, value, nothing } = last;
  switch (complaint[1] ?? complaint[2]) {
    case 'null':
      return nothing;
    case 'undefined':
      return value === undefined ? placeOf(of, key) : undefined;
    default:
      return typeof value === 'object' && value !== null ? undefined : placeOf(of, key);
  }
}
