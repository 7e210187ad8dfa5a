import { randomUUID } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { Log } from '../log.ts';
import { confirmKey, errorCodeKey, reasonKey, retryableKey, retryAfterKey } from './result-keys.ts';

/** The maximum length of an error, in characters. Input is not echoed at length. */
const mostMessage = 20_000;

/** Turns an error into a result; `explained` is the server's own reading of it, for the client. */
export function failure(tool: string, error: unknown, log: Log, explained?: ToolError): CallToolResult {
  if (explained !== undefined) log.error('unexpected error', { what: tool, error });
  return explained === undefined ? refused(tool, error, log) : refused(tool, explained, log);
}

function refused(tool: string, error: unknown, log: Log): CallToolResult {
  if (error instanceof ToolError) {
    log.debug('call refused', { tool, code: error.code, reason: error.message });
    const { code, reason, retryable, retryAfter, confirm } = error;
    return failed(error.message.slice(0, mostMessage), {
      [errorCodeKey]: code,
      ...(reason !== undefined && { [reasonKey]: reason }),
      [retryableKey]: retryable,
      ...(retryAfter !== undefined && { [retryAfterKey]: retryAfter }),
      ...(confirm !== undefined && { [confirmKey]: confirm }),
    });
  }
  return failed(neutral(tool, error, log), { [errorCodeKey]: 'internal', [retryableKey]: false });
}

const failed = (text: string, _meta: Record<string, unknown>): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text }],
  _meta,
});

/** Logs an unexpected error and returns a neutral message with its log id. */
export function neutral(what: string, error: unknown, log: Log): string {
  const id = randomUUID().slice(0, 8);
  log.error('internal error', { id, what, error });
  return `${what} failed inside the server; this is not about your arguments. The server's log has the details under ${id}.`;
}
