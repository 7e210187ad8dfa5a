import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { afterPaging, aliases, choice, ecosystems, fields } from '../arguments.ts';
import { advisoryLine } from '../present/advisory.ts';
import { listed } from '../present/listed.ts';

export const listGlobalSecurityAdvisories = defineTool({
  name: 'list_global_security_advisories',
  title: 'List global advisories',
  description: 'Find security advisories of all packages.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ghsaId: z.string().optional(),
    cveId: z.string().optional(),
    affects: z.string().optional().describe('Package, or package@version.'),
    ecosystem: choice(ecosystems).optional(),
    severity: choice(['unknown', 'low', 'medium', 'high', 'critical']).optional(),
    type: choice(['reviewed', 'malware', 'unreviewed']).optional(),
    cwes: z.array(z.string()).optional().describe('Such as 79 or CWE-79.'),
    isWithdrawn: z.boolean().optional().describe('Only withdrawn ones.'),
    published: z.string().optional().describe('Date or range.'),
    updated: z.string().optional().describe('Date or range.'),
    modified: z.string().optional().describe('Date or range.'),
    ...fields,
    ...afterPaging,
  }),
  async handler(
    { ghsaId, cveId, isWithdrawn, cwes, after, perPage = 30, fields: wanted, ...asked },
    { github }: Context,
    call,
  ) {
    const { data: items, ...page } = await github.rest.securityAdvisories.listGlobalAdvisories(
      {
        ...asked,
        ghsa_id: ghsaId,
        cve_id: cveId,
        is_withdrawn: isWithdrawn,
        cwes: cwes?.join(','),
        after,
        per_page: perPage,
      },
      call,
    );
    const shown = { after, perPage, cursor: 'only', fields: wanted } as const;
    return listed({ items, ...page, ...shown, one: 'advisory', many: 'advisories', line: advisoryLine }, call.budget);
  },
});
