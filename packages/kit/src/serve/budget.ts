import { isRecord } from '../is-record.ts';

/**
 * The answer budget for clients that are not in the table, in characters: of the hosts tried, none cut an answer of
 * this size by more than half.
 */
export const defaultBudget = 24_000;

/**
 * The characters of one answer that hosts pass on to the model whole, by the name in `clientInfo`. Measured on
 * 2026-11-29 with answers of growing length and a stand-in model that recorded what it received; names without a number
 * are those programs' own.
 */
const hosts: readonly { name: RegExp; characters: number; host: string }[] = [
  // Whole at 48,000; at 60,000 all but 33 of 1,090 lines went to a file.
  { name: /^claude-code\b/i, characters: 48_000, host: 'Claude Code 2.1.332' },
  // Whole at 38,000; at 60,000 the middle was removed.
  { name: /^gemini-cli\b/i, characters: 38_000, host: 'Gemini CLI 0.61.0' },
  // Whole at 48,000; at 60,000 the end was removed.
  { name: /^opencode\b/i, characters: 48_000, host: 'opencode 1.18.33' },
  // At 60,000 the model got 215 of 1,090 lines (about 11,800 characters), the middle removed.
  { name: /^codex\b/i, characters: 10_000, host: 'Codex 0.171.0' },
  // At 60,000 the model got 139 of 1,090 lines (about 7,600 characters), the middle removed.
  { name: /^@?cline\b/i, characters: 7_000, host: 'Cline 3.0.65' },
  // At 60,000 and at 24,000 all but a few lines went to a file. Not measured in between.
  { name: /^(github-)?copilot\b/i, characters: 8_000, host: 'Copilot CLI 1.0.102' },
  // Whole at 60,000; the lower limit is for the sake of tokens.
  { name: /^continue\b/i, characters: 48_000, host: 'Continue CLI 1.5.47' },
];

/**
 * Returns the answer budget for a client, in characters.
 * @param asked the value of --max-output.
 */
export function budgetFor(clientInfo: unknown, asked: number | undefined): number {
  if (asked !== undefined) return asked;
  const name = isRecord(clientInfo) && typeof clientInfo['name'] === 'string' ? clientInfo['name'] : '';
  return hosts.find((host) => host.name.test(name))?.characters ?? defaultBudget;
}
