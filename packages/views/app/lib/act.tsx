import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer, Host } from './connection.ts';

/** Calls that may need the user's consent: the question is shown as `consent`, and approving it repeats the call with `confirm`. */
export function useAct(host: Host): {
  /** Resolves when the call was made, or the user declined. */
  act(tool: string, args: Readonly<Record<string, unknown>>): Promise<Answer>;
  consent: VNode | null;
} {
  const [pending, setPending] = useState<{ question: string; settle(agreed: boolean): void }>();
  const act = async (tool: string, args: Readonly<Record<string, unknown>>) => {
    const answer = await host.call(tool, args);
    if (answer.confirm === undefined) return answer;
    const agreed = await new Promise<boolean>((settle) =>
      setPending({ question: withoutCode(answer.confirm ?? ''), settle }),
    );
    setPending(undefined);
    if (!agreed) return { ...answer, text: 'Not approved; nothing was changed.' };
    return host.call(tool, { ...args, confirm: answer.confirm });
  };
  const consent =
    pending === undefined ? null : (
      <div class="ask" role="alertdialog" aria-label="Approval" aria-describedby="question">
        <p id="question">{pending.question}</p>
        <div class="bar">
          <button type="button" class="main" ref={(button) => button?.focus()} onClick={() => pending.settle(true)}>
            Approve
          </button>
          <button type="button" onClick={() => pending.settle(false)}>
            Cancel
          </button>
        </div>
      </div>
    );
  return { act, consent };
}

/** The sentence without the code behind it. */
export const withoutCode = (confirm: string): string => confirm.replace(/ \[\w+\]$/, '');
