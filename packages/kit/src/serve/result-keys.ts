/**
 * Keys in the `_meta` of a failed result: the code, the more specific reason, whether the same call may work later, and
 * in how many seconds.
 */
export const errorCodeKey = 'mcp-reference/error-code';
export const reasonKey = 'mcp-reference/reason';
export const retryableKey = 'mcp-reference/retryable';
export const retryAfterKey = 'mcp-reference/retry-after-s';
/** Key in the `_meta` of a refusal that the user can lift: the argument `confirm` for the same call. */
export const confirmKey = 'mcp-reference/confirm';
