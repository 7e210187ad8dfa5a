import { logLevels } from './log.ts';
import type { Options, Values } from './options.ts';

/** Options for serving over HTTP: address, authentication and limits. */
export const httpOptions = {
  http: {
    type: 'string',
    env: 'HTTP',
    description:
      'Serve over HTTP at [host:]port and the path /mcp instead of stdin and stdout. The default host is 127.0.0.1.',
  },
  httpUrl: {
    type: 'string',
    env: 'HTTP_URL',
    description: 'The URL that clients use, such as https://mcp.example.com/mcp.',
  },
  httpAuth: {
    type: 'string',
    env: 'HTTP_AUTH',
    formerEnv: 'MCP_HTTP_AUTH',
    description:
      'Authentication over HTTP: "token", "oauth", or "none" for everyone on this machine. Only needed if both a token and an issuer are set.',
  },
  httpToken: {
    type: 'secret',
    env: 'HTTP_TOKEN',
    formerEnv: 'MCP_HTTP_TOKEN',
    description: 'The token that callers must send; HTTP_TOKEN_FILE can name a file that holds it.',
  },
  oauthIssuer: {
    type: 'string',
    env: 'OAUTH_ISSUER',
    formerEnv: 'MCP_OAUTH_ISSUER',
    description: 'The OAuth authorization server whose access tokens are accepted.',
  },
  oauthAudience: {
    type: 'string',
    env: 'OAUTH_AUDIENCE',
    formerEnv: 'MCP_OAUTH_AUDIENCE',
    description: 'The audience that a token must have. By default the URL in --http-url.',
  },
  httpHosts: {
    type: 'list',
    env: 'HTTP_HOSTS',
    description: 'Additional host names that requests may use, separated by commas.',
  },
  httpOrigins: {
    type: 'list',
    env: 'HTTP_ORIGINS',
    description: 'Origins of web pages that may call it, such as https://app.example.com, separated by commas.',
  },
  httpSessions: {
    type: 'number',
    default: 0,
    min: 0,
    max: 10_000,
    env: 'HTTP_SESSIONS',
    description:
      'The maximum number of sessions for clients before 2026-07-28, which only then can be asked and get notifications. Sessions need a single replica or affinity.',
  },
  httpMaxBody: {
    type: 'number',
    default: 4_194_304,
    min: 1_024,
    max: 67_108_864,
    env: 'HTTP_MAX_BODY',
    description: 'The maximum size of a request in bytes.',
  },
  httpMaxCalls: {
    type: 'number',
    default: 256,
    min: 1,
    max: 100_000,
    env: 'HTTP_MAX_CALLS',
    description: 'The maximum number of concurrent requests.',
  },
  httpMaxCallsPerCaller: {
    type: 'number',
    default: 64,
    min: 1,
    max: 100_000,
    env: 'HTTP_MAX_CALLS_PER_CALLER',
    description: 'The maximum number of concurrent requests per caller, if callers can be distinguished.',
  },
  httpMaxConnections: {
    type: 'number',
    default: 1_024,
    min: 1,
    max: 1_000_000,
    env: 'HTTP_MAX_CONNECTIONS',
    description: 'The maximum number of open connections. New ones replace idle ones.',
  },
  httpDrain: {
    type: 'number',
    default: 0,
    min: 0,
    max: 3_600,
    env: 'HTTP_DRAIN',
    description:
      'Seconds after SIGTERM during which calls are still accepted while /readyz fails, so that load balancers notice.',
  },
} as const satisfies Options;

/** Options that every server has, with the same names. */
export const commonOptions = {
  readOnly: {
    type: 'boolean',
    default: false,
    env: 'READ_ONLY',
    formerEnv: 'MCP_READ_ONLY',
    description: 'Offer only read-only tools.',
  },
  toolsets: {
    type: 'list',
    env: 'TOOLSETS',
    description: 'Toolsets to offer, separated by commas. "default" and "all" stand for several.',
  },
  tools: {
    expert: true,
    type: 'list',
    env: 'TOOLS',
    formerEnv: 'MCP_TOOLS',
    description: 'Offer only these tools, separated by commas.',
  },
  excludeTools: {
    expert: true,
    type: 'list',
    env: 'EXCLUDE_TOOLS',
    formerEnv: 'MCP_EXCLUDE_TOOLS',
    description: 'Never offer these tools, separated by commas.',
  },
  noConfirm: {
    type: 'boolean',
    default: false,
    env: 'NO_CONFIRM',
    description: 'Run irreversible actions without asking the user.',
  },
  sessionFile: {
    expert: true,
    type: 'string',
    path: 'file',
    env: 'SESSION_FILE',
    description:
      'A file that the servers of one session share, so that what one of them read counts for what another writes. It holds names of tools and no text.',
  },
  maxOutput: {
    expert: true,
    type: 'number',
    min: 1_000,
    // One character can take six bytes in an answer, and clients read at most 10 MiB per message.
    max: 1_500_000,
    env: 'MAX_OUTPUT',
    description:
      'The maximum number of characters in an answer. By default as much as the client passes on whole, or 24,000 if that is unknown.',
  },
  structuredOutput: {
    expert: true,
    type: 'boolean',
    default: false,
    env: 'STRUCTURED_OUTPUT',
    description:
      'Answer with data next to the text where a tool has an output schema, for programs that call tools from code.',
  },
  timeout: {
    expert: true,
    type: 'number',
    default: 60,
    min: 1,
    max: 3_600,
    env: 'TIMEOUT',
    description: 'Seconds after which a call is stopped. A call that makes progress may take up to ten times as long.',
  },
  logLevel: {
    expert: true,
    type: 'choice',
    lenient: true,
    choices: logLevels,
    default: 'warn',
    env: 'LOG_LEVEL',
    description: 'The least severe messages to log to stderr.',
  },
  ...httpOptions,
} as const satisfies Options;

/**
 * Returns the prefix of a server's environment variables. Unprefixed names such as `MCP_TIMEOUT` belong to other
 * programs; those of earlier versions that restrict a server are still read.
 */
const prefixOf = (name: string): string => `MCP_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_`;

/** Returns all options of a server, its own first. `--http-auth` mentions the server's own way to identify callers. */
export function allOptions<O extends Options>({
  name,
  options,
  callers,
}: {
  name: string;
  options: O;
  callers?: { auth: string } | undefined;
}): O & typeof commonOptions {
  const ways = `"${callers?.auth}" for each caller's own credential, or "none"`;
  const common = Object.entries(commonOptions).map(([key, option]) => {
    const env = prefixOf(name) + option.env;
    const description = option.description.replace(`${option.env}_FILE`, `${env}_FILE`);
    const told = key === 'httpAuth' && callers ? description.replace('or "none"', ways) : description;
    return [key, { ...option, env, description: told }];
  });
  return { ...options, ...(Object.fromEntries(common) as typeof commonOptions) };
}

export type CommonValues = Values<typeof commonOptions>;
