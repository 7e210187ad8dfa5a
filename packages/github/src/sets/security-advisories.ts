import { getGlobalSecurityAdvisory } from '../tools/get-global-security-advisory.ts';
import { listGlobalSecurityAdvisories } from '../tools/list-global-security-advisories.ts';
import { listOrgRepositorySecurityAdvisories } from '../tools/list-org-repository-security-advisories.ts';
import { listRepositorySecurityAdvisories } from '../tools/list-repository-security-advisories.ts';

export const securityAdvisories = [
  listGlobalSecurityAdvisories,
  getGlobalSecurityAdvisory,
  listRepositorySecurityAdvisories,
  listOrgRepositorySecurityAdvisories,
];
