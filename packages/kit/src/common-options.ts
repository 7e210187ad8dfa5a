import { logLevels } from './log.ts';
import type { Options, Values } from './options.ts';

/** What every server can be told, named the same everywhere. */
export const commonOptions = {
  readOnly: {
    type: 'boolean',
    default: false,
    env: 'MCP_READ_ONLY',
    description: 'Offer only tools that change nothing.',
  },
  toolsets: {
    type: 'list',
    env: 'MCP_TOOLSETS',
    description:
      'Sets of tools to offer, separated by commas; "default" is what is offered otherwise, "all" is everything.',
  },
  tools: {
    type: 'list',
    env: 'MCP_TOOLS',
    description: 'Offer only these tools, separated by commas.',
  },
  excludeTools: {
    type: 'list',
    env: 'MCP_EXCLUDE_TOOLS',
    description: 'Never offer these tools, separated by commas.',
  },
  noConfirm: {
    type: 'boolean',
    default: false,
    env: 'MCP_NO_CONFIRM',
    description: 'Carry out what cannot be undone without asking the user; for hosts that cannot ask.',
  },
  maxOutput: {
    type: 'number',
    default: 60_000,
    min: 1_000,
    // A character can take six bytes in an answer, and clients read at most 10 MiB of one.
    max: 1_500_000,
    env: 'MCP_MAX_OUTPUT',
    description: 'The most characters of one answer.',
  },
  timeout: {
    type: 'number',
    default: 60,
    min: 1,
    max: 3_600,
    env: 'MCP_TIMEOUT',
    description: 'Seconds after which a call is stopped.',
  },
  logLevel: {
    type: 'choice',
    choices: logLevels,
    default: 'warn',
    env: 'MCP_LOG_LEVEL',
    description: 'What is logged to stderr.',
  },
} as const satisfies Options;

export type CommonValues = Values<typeof commonOptions>;
