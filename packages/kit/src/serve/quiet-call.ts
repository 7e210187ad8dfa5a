import { ToolError } from '../errors.ts';
import type { Call } from '../tool.ts';
import { ask, canAnswer } from './ask.ts';
import type { Client } from './call.ts';
import { logOf, type RequestContext } from './request.ts';
import type { Limits } from './results.ts';

/** Returns the call of a request that reports no progress and changes nothing. */
export function quietCall(
  ctx: RequestContext,
  { timeout, budget }: Limits,
  { capabilities, responses = {}, caller }: Pick<Client, 'capabilities' | 'responses' | 'caller'>,
): Call {
  const deadline = Date.now() + timeout * 1000;
  return {
    signal: AbortSignal.any([ctx.mcpReq.signal, AbortSignal.timeout(timeout * 1000)]),
    deadline,
    ...(caller !== '' && { caller }),
    budget: budget.characters,
    progress() {},
    warn() {},
    async confirm() {
      throw new ToolError('unsupported', 'Only a tool call can ask the user for consent.');
    },
    digest: () => '',
    label() {},
    earlier: async () => [],
    ask: async (questions) => ask(questions, responses),
    canAsk: (method, mode) => canAnswer(capabilities, method, mode),
    log: logOf(ctx),
  };
}
