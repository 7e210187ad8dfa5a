import { logLevels } from './log.ts';
import type { Options, Values } from './options.ts';

/** How a server is reached over HTTP, by whom, and how much of it at once. */
export const httpOptions = {
  http: {
    type: 'string',
    env: 'MCP_HTTP',
    description:
      'Serve over HTTP at [host:]port and the path /mcp, instead of stdin and stdout; the host is 127.0.0.1 unless it is given.',
  },
  httpUrl: {
    type: 'string',
    env: 'MCP_HTTP_URL',
    description: 'The address at which clients reach it, such as https://mcp.example.com/mcp.',
  },
  httpAuth: {
    type: 'string',
    env: 'MCP_HTTP_AUTH',
    description:
      'Who may call over HTTP: "token", "oauth", or "none" for everyone on this machine. Not needed where only one of them is set up.',
  },
  httpToken: {
    type: 'secret',
    env: 'MCP_HTTP_TOKEN',
    description: 'The token that callers show; MCP_HTTP_TOKEN_FILE may name a file that holds it.',
  },
  oauthIssuer: {
    type: 'string',
    env: 'MCP_OAUTH_ISSUER',
    description: 'The OAuth authorization server whose access tokens are accepted.',
  },
  oauthAudience: {
    type: 'string',
    env: 'MCP_OAUTH_AUDIENCE',
    description: 'The audience that a token must be meant for; the address in --http-url unless it is given.',
  },
  httpHosts: {
    type: 'list',
    env: 'MCP_HTTP_HOSTS',
    description: 'More host names under which it may be called, separated by commas.',
  },
  httpOrigins: {
    type: 'list',
    env: 'MCP_HTTP_ORIGINS',
    description: 'Web pages that may call it, by origin, such as https://app.example.com, separated by commas.',
  },
  httpSessions: {
    type: 'number',
    default: 0,
    min: 0,
    max: 10_000,
    env: 'MCP_HTTP_SESSIONS',
    description:
      'How many sessions are kept for clients before 2026-07-28, which can be asked and told of changes only in one; they need a single replica, or affinity.',
  },
  httpMaxBody: {
    type: 'number',
    default: 4_194_304,
    min: 1_024,
    max: 67_108_864,
    env: 'MCP_HTTP_MAX_BODY',
    description: 'The most bytes of one request.',
  },
  httpMaxCalls: {
    type: 'number',
    default: 256,
    min: 1,
    max: 100_000,
    env: 'MCP_HTTP_MAX_CALLS',
    description: 'The most requests that are answered at once.',
  },
  httpMaxCallsPerCaller: {
    type: 'number',
    default: 64,
    min: 1,
    max: 100_000,
    env: 'MCP_HTTP_MAX_CALLS_PER_CALLER',
    description: 'The most requests of one caller that are answered at once, where callers are told apart.',
  },
  httpMaxConnections: {
    type: 'number',
    default: 1_024,
    min: 1,
    max: 1_000_000,
    env: 'MCP_HTTP_MAX_CONNECTIONS',
    description: 'The most connections that are open at once; idle ones make room for new ones.',
  },
  httpDrain: {
    type: 'number',
    default: 0,
    min: 0,
    max: 3_600,
    env: 'MCP_HTTP_DRAIN',
    description:
      'Seconds after SIGTERM during which calls are still accepted while /readyz says no, for load balancers to notice; 0 where there is none.',
  },
} as const satisfies Options;

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
  tools: { expert: true, type: 'list', env: 'MCP_TOOLS', description: 'Offer only these tools, separated by commas.' },
  excludeTools: {
    expert: true,
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
    expert: true,
    type: 'number',
    default: 60_000,
    min: 1_000,
    // A character can take six bytes in an answer, and clients read at most 10 MiB of one.
    max: 1_500_000,
    env: 'MCP_MAX_OUTPUT',
    description: 'The most characters of one answer.',
  },
  timeout: {
    expert: true,
    type: 'number',
    default: 60,
    min: 1,
    max: 3_600,
    env: 'MCP_TIMEOUT',
    description: 'Seconds after which a call is stopped.',
  },
  logLevel: {
    expert: true,
    type: 'choice',
    choices: logLevels,
    default: 'warn',
    env: 'MCP_LOG_LEVEL',
    description: 'What is logged to stderr.',
  },
  ...httpOptions,
} as const satisfies Options;

/** All options of a server, its own first. One that has its own way to know callers says so. */
export function allOptions({
  options,
  callers,
}: {
  options: Options;
  callers?: { auth: string } | undefined;
}): Options {
  const { description } = commonOptions.httpAuth;
  const ways = description.replace('or "none"', `"${callers?.auth}" for each caller's own credential, or "none"`);
  return {
    ...options,
    ...commonOptions,
    ...(callers && { httpAuth: { ...commonOptions.httpAuth, description: ways } }),
  };
}

export type CommonValues = Values<typeof commonOptions>;
