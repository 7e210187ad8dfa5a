import { ProtocolError, ProtocolErrorCode, type Server as McpServer } from '@modelcontextprotocol/server';
import { isRecord } from '../is-record.ts';

/**
 * Notices a client before 2026-07-28 that declares elicitation and then does not know the request, as gateways and
 * frameworks without a dialog do. The question counts as cancelled, and the returned function returns true from then on:
 * the call runs again, as for a client that cannot ask.
 */
export function noticeRefusedQuestions(mcp: McpServer): () => boolean {
  let refused = false;
  const request = mcp.request.bind(mcp) as (...given: unknown[]) => Promise<unknown>;
  const noticing = async (...given: unknown[]): Promise<unknown> => {
    try {
      return await request(...given);
    } catch (error) {
      const [asked] = given;
      const isQuestion = isRecord(asked) && asked['method'] === 'elicitation/create';
      const unknown: number = ProtocolErrorCode.MethodNotFound;
      if (!isQuestion || !(error instanceof ProtocolError) || error.code !== unknown) throw error;
      refused = true;
      return { action: 'cancel' };
    }
  };
  mcp.request = noticing;
  return () => refused;
}

export const withoutQuestions = (capabilities: unknown): unknown =>
  isRecord(capabilities) ? { ...capabilities, elicitation: undefined } : capabilities;
