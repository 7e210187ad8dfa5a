import type { Call } from '@mcp-reference/kit';

/** Calls whose reads no model sees. */
const unnoted = new WeakSet<object>();

/** The call for reads that only decide how to write, such as the tree below a commit: the model never sees them. */
export function unseen(call: Call): Call {
  const own = { ...call };
  unnoted.add(own);
  return own;
}

/** True for a call of {@link unseen}. */
export const isUnseen = (call: Call): boolean => unnoted.has(call);
