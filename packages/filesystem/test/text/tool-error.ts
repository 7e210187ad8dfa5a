import { ToolError } from '@mcp-reference/kit/sandbox';

/** Returns the error that `act` throws, which must be a ToolError. */
export function toolError(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof ToolError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}
