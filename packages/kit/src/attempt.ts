import { ToolError } from './errors.ts';

/** Returns undefined if `act` is refused with a `ToolError`. Other errors are faults of this program and pass. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** Returns undefined if `act` fails for any reason. */
export function attemptAny<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
