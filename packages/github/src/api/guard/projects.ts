import { word } from '../routes.ts';
import { isRecord, repositoryOf } from '../scope.ts';
import { isByPeople } from './authors.ts';
import type { Source } from './labels.ts';
import { areAllPublic } from './whats.ts';

/** Reads of the projects of an organization or a user. */
export const projectRoute = /^GET \/(?:orgs\/\{org\}|users\/\{username\})\/projectsV2(?:\/|$)/;
const ofItems = /\/items(?:\/\{item_id\})?$/;
const itself = /\/projectsV2(?:\/\{project_number\})?$/;

/**
 * The meaning of a read of a project: its own texts are by people of its account, and each issue or pull request in it is by
 * its author.
 */
export function projectSources(route: string, params: Readonly<Record<string, unknown>>, data: unknown): Source[] {
  const account = word(params['org'] ?? params['username']).toLowerCase();
  const number = word(params['project_number']);
  const own: Source = {
    repository: undefined,
    what: number === '' ? `projects of ${account}` : `project ${number} of ${account}`,
    integrity: 'own',
    ref: undefined,
    account,
    confidentiality: itself.test(route) && areAllPublic(data) ? 'public' : 'private',
  };
  if (!ofItems.test(route)) return [own];
  const items: unknown[] = Array.isArray(data) ? data : [data];
  const repositories = new Set<string>();
  for (const item of items) {
    if (isRecord(item) && item['content_type'] === 'DraftIssue') continue;
    const content = isRecord(item) ? item['content'] : undefined;
    const repository = repositoryOf(content)?.toLowerCase();
    if (repository === undefined || !isByPeople(content, repository)) return [{ ...own, integrity: 'untrusted' }];
    repositories.add(repository);
  }
  return [
    own,
    ...[...repositories].map((repository): Source => ({
      repository,
      what: own.what,
      integrity: 'own',
      ref: undefined,
      confidentiality: 'repository',
    })),
  ];
}
