// The page of `npm run views`: a minimal host over ext-apps' AppBridge.
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

interface Example {
  title: string;
  server: string;
  tool: string;
  args: Record<string, unknown>;
}
type Result = Parameters<AppBridge['sendToolResult']>[0];
interface ListedTool {
  name: string;
  inputSchema: { type: 'object' };
  _meta?: { ui?: { resourceUri?: string } };
}

declare global {
  interface Window {
    start: { token: string; examples: Example[] };
    /** Calls a tool and shows its answer; resolves when the view has it. */
    showTool(server: string, tool: string, args: Record<string, unknown>): Promise<Result>;
    /** When the answer went to the view, in milliseconds of this page's clock. */
    sentAt: number;
    setTheme(theme: 'light' | 'dark'): void;
  }
}

const { token, examples } = window.start;
const address = (path: string, server: string, rest: Record<string, string> = {}) =>
  `${path}?${new URLSearchParams({ server, token, ...rest }).toString()}`;
let theme: 'light' | 'dark' = 'light';
let bridge: AppBridge | undefined;

async function callTool(server: string, tool: string, args: unknown): Promise<Result> {
  const response = await fetch(address('/call', server), { method: 'POST', body: JSON.stringify({ tool, args }) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Result;
}

window.showTool = async (server, tool, args) => {
  await bridge?.close();
  const { tools } = (await (await fetch(address('/tools', server))).json()) as { tools: ListedTool[] };
  const definition = tools.find(({ name }) => name === tool);
  const uri = definition?._meta?.ui?.resourceUri;
  if (definition === undefined || uri === undefined) throw new Error(`${tool} has no view.`);
  const frame = document.createElement('iframe');
  frame.title = 'View';
  frame.setAttribute('sandbox', 'allow-scripts');
  document.querySelector('#frame')?.replaceChildren(frame);
  const target = frame.contentWindow;
  if (target === null) throw new Error('The frame has no window.');
  const made = new AppBridge(
    null,
    { name: 'local host', version: '1.0.0' },
    { serverTools: {} },
    { hostContext: { theme, displayMode: 'inline', toolInfo: { tool: definition } } },
  );
  bridge = made;
  made.oncalltool = ({ name, arguments: given }) => callTool(server, name, given ?? {});
  made.onsizechange = ({ height }) => {
    if (height !== undefined) frame.style.height = `${Math.min(height + 4, 900)}px`;
  };
  const ready = new Promise<void>((resolve) => (made.oninitialized = () => resolve()));
  await made.connect(new PostMessageTransport(target, target));
  frame.src = address('/view', server, { uri });
  const result = await callTool(server, tool, args);
  await ready;
  await made.sendToolInput({ arguments: args });
  window.sentAt = performance.timeOrigin + performance.now();
  await made.sendToolResult(result);
  return result;
};

window.setTheme = (wanted) => {
  theme = wanted;
  document.body.classList.toggle('dark', theme === 'dark');
  void bridge?.sendHostContextChange({ theme });
};

const form = document.querySelector<HTMLFormElement>('#form');
const field = (name: string) => form?.elements.namedItem(name) as HTMLInputElement & HTMLSelectElement;
if (form !== null) {
  field('example').append(...examples.map(({ title }, index) => new Option(title, String(index))));
  field('server').append(...[...new Set(examples.map(({ server }) => server))].map((name) => new Option(name)));
  const fill = () => {
    const { server, tool, args } = examples[Number(field('example').value)] ?? { server: '', tool: '', args: {} };
    [field('server').value, field('tool').value, field('args').value] = [server, tool, JSON.stringify(args)];
  };
  field('example').addEventListener('change', fill);
  field('dark').addEventListener('change', () => window.setTheme(field('dark').checked ? 'dark' : 'light'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const args = JSON.parse(field('args').value) as Record<string, unknown>;
    window.showTool(field('server').value, field('tool').value, args).catch((error: unknown) => alert(String(error)));
  });
  fill();
}
