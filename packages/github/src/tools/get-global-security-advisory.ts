import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { advisoryPage } from '../present/advisory.ts';

export const getGlobalSecurityAdvisory = defineTool({
  name: 'get_global_security_advisory',
  title: 'Get global advisory',
  description: 'Read one security advisory by its GHSA id.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ghsaId: z.string(), after: z.string().optional().describe('Continues a long text.') }),
  async handler({ ghsaId, after }, { github }: Context, call) {
    return advisoryPage(
      (await github.rest.securityAdvisories.getGlobalAdvisory({ ghsa_id: ghsaId }, call)).data,
      call.budget,
      after,
    );
  },
});
