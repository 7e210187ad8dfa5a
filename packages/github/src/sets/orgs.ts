import { searchOrgs } from '../tools/search-orgs.ts';

export const orgs = [searchOrgs];
