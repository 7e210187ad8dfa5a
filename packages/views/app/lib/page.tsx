import { render, type ComponentType, type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { connect, type Answer, type Host, type Shown } from './connection.ts';
import { Approval } from './approval.tsx';

/** The properties of every view. */
export interface ViewProps<Data = Readonly<Record<string, unknown>>> {
  data: Data;
  /** The arguments that the answer was asked with. */
  input: Readonly<Record<string, unknown>>;
  tool: string | undefined;
  host: Host;
}

/** A view, and the property of the data by which its answers are known. */
export interface View {
  key: string;
  view: ComponentType<ViewProps<never>>;
}

/** Shows the answer of the call with the view that fits it, and as plain text where none does. */
export async function show(views: readonly View[]): Promise<void> {
  const root = document.querySelector('#view');
  if (root === null) return;
  let host: Host | undefined;
  const draw = (shown: Shown) => {
    if (host !== undefined) render(<Page {...shown} host={host} views={views} />, root);
  };
  let last: Shown = { tool: undefined, input: {}, answer: undefined };
  host = await connect((shown) => draw((last = shown)));
  draw(last);
}

function Page({ tool, input, answer, host, views }: Shown & { host: Host; views: readonly View[] }): VNode {
  const [followUp, setFollowUp] = useState<Answer>();
  const now = followUp ?? answer;
  if (now === undefined) return <p class="note">Waiting for the answer …</p>;
  if (now.isError)
    return (
      <>
        <h1>{tool ?? 'Answer'}</h1>
        {now.confirm !== undefined && tool !== undefined ? (
          <Approval host={host} tool={tool} args={input} refused={now} done={setFollowUp} />
        ) : (
          <p class="error" role="alert">
            {now.text}
          </p>
        )}
      </>
    );
  const { data } = now;
  const View = data && (views.find(({ key }) => key in data)?.view as ComponentType<ViewProps> | undefined);
  if (data !== undefined && View !== undefined) return <View data={data} input={input} tool={tool} host={host} />;
  return (
    <>
      <h1>{tool ?? 'Answer'}</h1>
      <pre>{now.text}</pre>
      {now.image !== undefined && <img src={now.image} alt="The picture in the answer" />}
    </>
  );
}
