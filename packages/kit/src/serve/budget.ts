import { isRecord } from '../is-record.ts';

/** The size of answers that arrive whole. */
export interface Budget {
  /** The characters of a whole answer. */
  characters: number;
  /**
   * Returns how many times the texts of an answer, a line each, exceed what the host passes on: some hosts count bytes, lines or
   * escaped text.
   */
  excess(texts: readonly string[]): number;
}

/** Characters of an answer that its first line may take. */
const firstLine = 200;

/** Returns the characters that a handler may fill below the first line of its answer. */
export const roomFor = ({ characters }: Pick<Budget, 'characters'>): number =>
  characters - Math.min(firstLine, Math.floor(characters / 10));

/**
 * The answer budget for clients that are not in the table, in characters: of the hosts tried, three pass less on
 * whole, and they are in the table.
 */
export const defaultBudget = 24_000;

interface HostBudget {
  /** Matches the name in `clientInfo`. */
  name: RegExp;
  characters: number;
  /** UTF-8 bytes, for hosts that count those. */
  bytes?: number;
  lines?: number;
  /** Characters after JSON has escaped quotes and line ends, for hosts that pass on the answer as JSON. */
  escaped?: number;
}

/**
 * Measured on 2026-11-29 with answers of growing length, in ASCII, in Japanese and in short lines, and a stand-in model
 * that recorded what it received (scripts/hosts/measure.ts). The sizes leave a reserve for headers.
 */
const hosts: readonly HostBudget[] = [
  // Claude Code 2.1.332: whole at 49,082 characters; at 50,082 all but 33 lines went to a file.
  { name: /^claude-code\b/i, characters: 48_000 },
  // Gemini CLI 0.61.0: whole at 39,923 characters; from 40,000 the middle is removed.
  { name: /^gemini-cli\b/i, characters: 38_000 },
  // opencode 1.18.33: whole at 51,082 bytes and at 1,999 lines; the end is removed from 51,200 bytes or 2,000 lines.
  { name: /^opencode\b/i, characters: 48_000, bytes: 51_000, lines: 1_990 },
  // Codex 0.171.0: with a model that is not in its catalog whole at 11,916 bytes, the middle removed from 12,000; with
  // gpt-5.5 four times as much. A server does not learn the model; --max-output 46000 uses the catalog's limit.
  { name: /^codex\b/i, characters: 11_000, bytes: 11_800 },
  // Cline CLI 3.0.65: whole at 7,755 characters of JSON; from 8,000 the middle is removed.
  { name: /^@?cline\b/i, characters: 7_000, escaped: 7_850 },
  // Copilot CLI 1.0.102: whole at 20,082 bytes; from 20,480 all but 8 lines go to a file.
  { name: /^(github-)?copilot\b/i, characters: 19_000, bytes: 20_300 },
  // Qwen Code 0.24.4: whole at 27,082 characters; at 28,082 all but 34 lines went to a file. It passes on the data of a
  // view as well as the text, and both count.
  { name: /^qwen-(cli|code)\b/i, characters: 12_000 },
  // Droid 0.215.0: whole at 39,982 characters; from 40,000 the end is removed.
  { name: /^factory-cli\b/i, characters: 38_000 },
  // Continue CLI 1.5.47: whole at 60,000 characters; the lower limit is for the sake of tokens.
  { name: /^continue\b/i, characters: 48_000 },
];

/**
 * Returns the answer budget for a client.
 * @param asked the value of --max-output.
 */
export function budgetFor(clientInfo: unknown, asked: number | undefined): Budget {
  if (asked !== undefined) return inCharacters(asked);
  const name = isRecord(clientInfo) && typeof clientInfo['name'] === 'string' ? clientInfo['name'] : '';
  if (last?.name !== name) last = { name, budget: budgetOf(name) };
  return last.budget;
}

/** The budget of the last call's client: nearly all calls of a process come from one program. */
let last: { name: string; budget: Budget } | undefined;

function budgetOf(name: string): Budget {
  const host = hosts.find((one) => one.name.test(name));
  if (host === undefined) return inCharacters(defaultBudget);
  const { characters, bytes, lines, escaped } = host;
  return {
    characters,
    excess(texts) {
      const text = texts.join('\n');
      return Math.max(
        text.length / characters,
        bytes === undefined ? 0 : Buffer.byteLength(text) / bytes,
        lines === undefined ? 0 : text.split('\n').length / lines,
        escaped === undefined ? 0 : JSON.stringify(text).length / escaped,
      );
    },
  };
}

/** Counts without joining the texts, which would copy a large answer. */
const inCharacters = (characters: number): Budget => ({
  characters,
  excess: (texts) => texts.reduce((sum, text) => sum + text.length + 1, -1) / characters,
});
