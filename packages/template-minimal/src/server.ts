import { defineServer, defineTool, ToolError, z } from '@mcp-reference/kit';
import manifest from '../package.json' with { type: 'json' };

// A tool: what a model reads about it, what it takes, and what it does.
const countWords = defineTool({
  name: 'count_words',
  title: 'Count words',
  description: 'Count the words and characters of a text.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ text: z.string().describe('The text to count.') }),
  async handler({ text }) {
    const words = text.match(/\S+/g) ?? [];
    if (words.length === 0) throw new ToolError('invalid', 'The text is empty. Pass the text itself, not a file name.');
    return `${words.length} words, ${text.length} characters`;
  },
});

// A server: its name, its settings (none here), and its tools.
export const myMinimal = defineServer({
  name: 'my-minimal',
  command: 'mcp-server-my-minimal',
  title: 'My minimal',
  version: manifest.version,
  description: manifest.description,
  instructions: 'Counts words.',
  options: {},
  async open() {
    return { context: undefined };
  },
  toolsets: { main: { description: 'All tools.', default: true, tools: [countWords] } },
});
