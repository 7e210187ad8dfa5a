import { internalCall } from '@mcp-reference/kit';
import type { Log } from '@mcp-reference/kit';
import type { Transport } from './api/transport.ts';

/** The newest version of GitHub Enterprise Server that is known to lack what these tools need. */
const lacking = { major: 3, minor: 19 };
const newerTools = [
  'sub_issue_write',
  'issue_dependency_read',
  'issue_dependency_write',
  'find_duplicate',
  'list_issue_types',
  'list_issue_fields',
  'projects_list',
  'projects_get',
  'projects_write',
  'list_repository_security_advisories',
  'list_org_repository_security_advisories',
  'get_code_quality_finding',
  'assign_copilot_to_issue',
  'assign_copilot_to_issue_with_intent',
  'request_copilot_review',
];

/** Milliseconds that a start waits for a server to tell its version. */
const patience = 3_000;

/** The tools that a server of one's own is too old for. When it does not tell its version, all are offered. */
export async function toolsLackedBy(transport: Transport, log: Log): Promise<readonly string[]> {
  if (transport.host.kind !== 'server') return [];
  try {
    const call = internalCall(patience);
    const { data } = await transport.send({ route: 'GET /meta', params: {} }, call);
    const version =
      typeof data === 'object' && data !== null && 'installed_version' in data ? String(data.installed_version) : '';
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
    if (major === undefined || minor === undefined) return [];
    const old = Number(major) < lacking.major || (Number(major) === lacking.major && Number(minor) <= lacking.minor);
    return old ? newerTools : [];
  } catch (error) {
    log.info('the host does not tell its version', { error });
    return [];
  }
}
