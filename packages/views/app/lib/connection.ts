import { App, applyHostStyleVariables, type McpUiHostContext } from '@modelcontextprotocol/ext-apps';

/** An answer of a tool, as views use it. */
export interface Answer {
  /** Structured content; undefined for an error, and for an answer that is text only. */
  data: Readonly<Record<string, unknown>> | undefined;
  text: string;
  /** The first image, as a `data:` address. */
  image: string | undefined;
  isError: boolean;
  /** The argument `confirm` that a refused call takes after the user agreed. */
  confirm: string | undefined;
}

/** The call that the view shows, as far as the host has told. */
export interface Shown {
  /** Undefined in hosts that do not say which tool was called. */
  tool: string | undefined;
  input: Readonly<Record<string, unknown>>;
  answer: Answer | undefined;
}

type Result = Parameters<NonNullable<App['ontoolresult']>>[0];

const confirmKey = 'mcp-reference/confirm';

function toAnswer({ content, structuredContent, isError, _meta }: Result): Answer {
  const image = content?.find((block) => block.type === 'image');
  const confirm = _meta?.[confirmKey];
  return {
    data: isRecord(structuredContent) ? structuredContent : undefined,
    text: (content ?? []).map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
    // Only pictures of pixels: an SVG is a document.
    image:
      image !== undefined && /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(image.mimeType)
        ? `data:${image.mimeType};base64,${image.data}`
        : undefined,
    isError: isError === true,
    confirm: typeof confirm === 'string' ? confirm : undefined,
  };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The host, as views use it. */
export interface Host {
  /** Calls a tool of the same server. Never throws: a failure is an answer with `isError`. */
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** Connects to the host and reports the call to show, and each change of it. */
export async function connect(changed: (shown: Shown) => void): Promise<Host> {
  const app = new App({ name: 'mcp-reference-views', version: '1.0.0' }, {});
  let shown: Shown = { tool: undefined, input: {}, answer: undefined };
  const update = (change: Partial<Shown>) => changed((shown = { ...shown, ...change }));
  const adopt = ({ theme, styles, toolInfo }: McpUiHostContext) => {
    if (theme !== undefined) document.documentElement.dataset['theme'] = theme;
    if (styles?.variables !== undefined) applyHostStyleVariables(styles.variables);
    if (toolInfo !== undefined) update({ tool: toolInfo.tool.name });
  };
  app.ontoolinput = (params) => update({ input: params.arguments ?? {} });
  app.ontoolresult = (result) => update({ answer: toAnswer(result) });
  app.ontoolcancelled = () => update({ answer: failed('The call was cancelled.') });
  app.onhostcontextchanged = adopt;
  await app.connect();
  adopt(app.getHostContext() ?? {});
  return {
    async call(name, args) {
      try {
        return toAnswer(await app.callServerTool({ name, arguments: { ...args } }));
      } catch (error) {
        return failed(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

const failed = (text: string): Answer => ({
  data: undefined,
  text,
  image: undefined,
  isError: true,
  confirm: undefined,
});
