import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { withoutCode } from './act.tsx';
import type { Answer, Host } from './connection.ts';

export interface ApprovalProps {
  host: Host;
  tool: string;
  /** The arguments of the call, without `confirm`. */
  args: Readonly<Record<string, unknown>>;
  /** The refusal, if the server already asked. */
  refused?: Answer | undefined;
  /** The label of the button that makes the call. */
  label?: string;
  done(answer: Answer): void;
}

/**
 * A button that makes a call. Where the server wants the user's consent, it shows the whole consequence, and a second
 * button repeats the call with `confirm`.
 */
export function Approval({ host, tool, args, refused: first, label = 'Apply', done }: ApprovalProps): VNode {
  const [refused, setRefused] = useState(first);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const make = async (confirm?: string) => {
    setBusy(true);
    const answer = await host.call(tool, confirm === undefined ? args : { ...args, confirm });
    setBusy(false);
    setFailure('');
    if (answer.confirm !== undefined) setRefused(answer);
    else if (answer.isError) setFailure(answer.text);
    else {
      setRefused(undefined);
      done(answer);
    }
  };
  const confirm = refused?.confirm;
  return (
    <div aria-live="polite">
      {confirm === undefined ? (
        <button type="button" class="main" disabled={busy} onClick={() => void make()}>
          {busy ? 'Working …' : label}
        </button>
      ) : (
        <div class="ask" role="group" aria-label="Approval">
          <p>{withoutCode(confirm)}</p>
          <div class="bar">
            <button type="button" class="main" disabled={busy} onClick={() => void make(confirm)}>
              {busy ? 'Working …' : 'Approve'}
            </button>
            {first === undefined && (
              <button type="button" disabled={busy} onClick={() => setRefused(undefined)}>
                Cancel
              </button>
            )}
          </div>
        </div>
      )}
      {failure !== '' && <p class="error">{failure}</p>}
    </div>
  );
}
