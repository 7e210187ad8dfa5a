import { isRecord } from '../../is-record.ts';
import { quickOf, refused } from '../../schema/quick.ts';
import type { Tool } from '../../tool.ts';
import { toRead, type Read } from './digest.ts';
import { assertSize, hasManyKeys } from './size.ts';

interface QuickTool {
  check(given: unknown): unknown;
  /** True if the kit adds the argument `confirm`. */
  takesConfirm: boolean;
}

/** The names of arguments that hold a cursor, in all servers. */
const cursors = ['cursor', 'after'];

const known = new WeakMap<Tool<never>, QuickTool | null>();

/**
 * Reads arguments that are exactly as the tool announces them, without the schema library. Returns undefined for all
 * others, and for those that need it later: a cursor holds a position with its own schema.
 */
export function readQuickly(tool: Tool<never>, given: unknown = {}): Read | undefined {
  let quick = known.get(tool);
  if (quick === undefined) known.set(tool, (quick = quickTool(tool) ?? null));
  if (quick === null || !isRecord(given) || hasManyKeys(given) || cursors.some((name) => name in given))
    return undefined;
  const { check, takesConfirm } = quick;
  if (holdsObject(given)) assertSize(given);
  const { confirm, ...others } = given;
  if (!takesConfirm || confirm === undefined) return readOf(check(given), takesConfirm);
  if (typeof confirm !== 'string') return undefined;
  const data = check(others);
  return data === refused ? undefined : toRead({ ...(data as Record<string, unknown>), confirm }, true);
}

function holdsObject(given: Readonly<Record<string, unknown>>): boolean {
  for (const name in given) if (typeof given[name] === 'object') return true;
  return false;
}

const readOf = (data: unknown, takesConfirm: boolean): Read | undefined =>
  data === refused ? undefined : toRead(data as Record<string, unknown>, takesConfirm);

function quickTool(tool: Tool<never>): QuickTool | undefined {
  const quick = quickOf(tool.input);
  if (quick?.fields === undefined) return undefined;
  const takesConfirm = !quick.fields.has('confirm') && (tool.confirms === true || !tool.annotations.readOnlyHint);
  return { check: quick.check, takesConfirm };
}
