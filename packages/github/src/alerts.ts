import type { Toolsets } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** Findings and alerts of GitHub's security features. */
export const alerts = {
  code_quality: {
    description: 'Read findings of code quality analysis.',
    tools: [() => import('./tools/get-code-quality-finding.ts')],
  },
  code_security: {
    description: 'Read and update code scanning alerts.',
    tools: [
      () => import('./tools/list-code-scanning-alerts.ts'),
      () => import('./tools/get-code-scanning-alert.ts'),
      () => import('./tools/update-code-scanning-alert.ts'),
    ],
  },
  secret_protection: {
    description: 'Read and update secret scanning alerts.',
    tools: [
      () => import('./tools/list-secret-scanning-alerts.ts'),
      () => import('./tools/get-secret-scanning-alert.ts'),
      () => import('./tools/update-secret-scanning-alert.ts'),
    ],
  },
  dependabot: {
    description: 'Read and update Dependabot alerts.',
    tools: [
      () => import('./tools/list-dependabot-alerts.ts'),
      () => import('./tools/get-dependabot-alert.ts'),
      () => import('./tools/update-dependabot-alert.ts'),
    ],
  },
} satisfies Toolsets<Context>;
