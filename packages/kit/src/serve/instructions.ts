import type { Serving } from './mcp.ts';
import { offerOf } from './offer.ts';

/** Could be the name of a tool. Arguments look the same: the server's table of tools tells them apart. */
const name = /\b[a-z]\w*_\w+\b/g;

/**
 * Returns the text for the model at the start of a session: that of the server, then the lines of its toolsets. A line
 * is left out where a tool that it names is not offered, such as with --read-only.
 */
export function instructionsFor<Context>(serving: Serving<Context>): string {
  return [serving.server.instructions, ...linesOf(serving).map(({ text }) => text)].join('\n');
}

/** Returns the lines that are true only since these tools were added to the offer. */
export function instructionsSince<Context>(serving: Serving<Context>, added: readonly string[]): string[] {
  return linesOf(serving).flatMap(({ text, tools }) => (tools.some((tool) => added.includes(tool)) ? [text] : []));
}

/** The lines of all toolsets whose tools can be called now. */
function linesOf<Context>(serving: Serving<Context>): { text: string; tools: readonly string[] }[] {
  const { server, catalog } = serving;
  const lines = Object.values(server.toolsets).flatMap(({ instructions = [] }) => instructions);
  if (lines.length === 0) return [];
  const { byName } = offerOf(serving);
  const all = new Set(catalog.map((tool) => tool.name));
  return lines
    .map((text) => ({ text, tools: (text.match(name) ?? []).filter((word) => all.has(word)) }))
    .filter(({ tools }) => tools.length > 0 && tools.every((tool) => byName.has(tool)));
}
