import { createHash } from 'node:crypto';
import type { Advisory } from './types-work.ts';
import type { World } from './world.ts';

/** An advisory of a repository, or a global one. */
export function newAdvisory(
  world: World,
  about: Pick<Advisory, 'repo' | 'summary' | 'severity' | 'ecosystem' | 'package'> & Partial<Advisory>,
): Advisory {
  const at = world.now();
  const letters = createHash('md5')
    .update(about.summary)
    .digest('hex')
    .replaceAll(/[0-9a-f]/g, (one) => '23456789cfghjmpq'[Number.parseInt(one, 16)] ?? 'x');
  const advisory: Advisory = world.add({
    kind: 'Advisory' as const,
    ghsa: `GHSA-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8, 12)}`,
    cve: null,
    description: about.summary,
    state: 'published' as const,
    type: 'reviewed' as const,
    vulnerable: '< 1.2.3',
    patched: '1.2.3',
    cwes: ['CWE-400'],
    author: null,
    createdAt: at,
    updatedAt: at,
    publishedAt: about.state === 'draft' ? null : at,
    withdrawnAt: null,
    ...about,
  });
  (about.repo === null ? world : about.repo).advisories.push(advisory);
  return advisory;
}
