import type { Call } from '../tool.ts';

/**
 * The parts of a request that a tool call needs. The SDK's requests have them, and so do those that are answered
 * without the SDK.
 */
export interface RequestContext {
  readonly mcpReq: {
    readonly signal: AbortSignal;
    /**
     * Aborts `signal`, where it belongs to this call alone: the boundary then needs no other signal for the deadline, and no listener.
     */
    abort?(reason: unknown): void;
    readonly _meta?:
      | { readonly [key: string]: unknown; readonly progressToken?: string | number | undefined }
      | undefined;
    /** Facts about the client that each request carries from 2026-07-28 on. */
    readonly envelope?: object | undefined;
    log(level: 'debug' | 'info' | 'warning' | 'error', message: string): Promise<void>;
    notify(progress: {
      method: 'notifications/progress';
      params: { progressToken: string | number; progress: number; total?: number; message?: string };
    }): Promise<void>;
  };
  /** `req` identifies the HTTP request. */
  readonly http?: { readonly req?: object | undefined } | undefined;
}

/** Sends log messages to the client. The SDK drops those that the client did not ask for. */
export function logOf(ctx: RequestContext): Call['log'] {
  return (level, message) => void ctx.mcpReq.log(level, message).catch(() => {});
}
