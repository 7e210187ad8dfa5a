import type { Session } from '@mcp-reference/kit/testing';

/** One call of a tool against the double, and what the model must get to see. */
export interface Case {
  tool: string;
  args: Record<string, unknown> | ((session: Session) => Promise<Record<string, unknown>>);
  says: RegExp;
  /** The code, for a call that must fail. */
  code?: string;
  /** Operations that the call must have asked for, by the names of GitHub's description. */
  asks?: readonly string[];
  /** Operations that it must not have asked for. */
  never?: readonly string[];
}

/** Something out of another tool's answer, such as an id. */
export async function found(
  session: Session,
  tool: string,
  args: Record<string, unknown>,
  what: RegExp,
): Promise<string> {
  const { text } = await session.call(tool, args);
  const match = what.exec(text)?.[1];
  if (match === undefined) throw new Error(`${tool} does not show ${String(what)}: ${text}`);
  return match;
}
