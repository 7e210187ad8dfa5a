/** One operation: a call and, if its answer was truncated, the calls that fetch the rest. */
import type { Lane } from './lanes.ts';
import type { Answer, JsonObject } from './types.ts';

// A server that always names another page must fail, not hang the bench.
const mostPages = 5_000;

export interface Operation {
  /** The sum of the pages' times, without our parsing between them. */
  readonly ms: number;
  readonly bytes: number;
  readonly pages: readonly Answer[];
}

type Caller = Pick<Lane, 'session' | 'call' | 'place' | 'turn'>;

export async function operate(lane: Caller): Promise<Operation> {
  const { session, call, place } = lane;
  const pages: Answer[] = [];
  let sent: JsonObject | undefined = call.arguments(place, lane.turn++);
  let ms = 0;
  let bytes = 0;
  while (sent) {
    const answer = await session.call(call.tool, sent);
    if (answer.isError) throw new Error(answer.text);
    pages.push(answer);
    if (pages.length > mostPages) throw new Error(`the answer has more than ${mostPages} pages`);
    ms += answer.ms;
    bytes += answer.bytes;
    sent = call.next?.(answer, sent);
  }
  return { ms, bytes, pages };
}

export function wholeText(operation: Operation): string {
  return operation.pages.map(({ text }) => text).join('\n');
}
