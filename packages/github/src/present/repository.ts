import { count, facts, link, list, minute, plain, quoted } from './text.ts';

export interface ARepository {
  full_name: string;
  description?: string | null;
  private?: boolean;
  fork?: boolean;
  archived?: boolean;
  language?: string | null;
  stargazers_count?: number;
  forks_count?: number;
  open_issues_count?: number;
  default_branch?: string;
  topics?: string[] | null;
  pushed_at?: string | null;
  html_url: string;
  visibility?: string;
  is_template?: boolean;
  homepage?: string | null;
  license?: { spdx_id?: string | null; name?: string } | null;
  parent?: { full_name: string };
  size?: number;
  has_issues?: boolean;
  has_discussions?: boolean;
  permissions?: { admin?: boolean; maintain?: boolean; push?: boolean; triage?: boolean; pull?: boolean };
  created_at?: string | null;
}

/** `octo/hello private; "What it is"; TypeScript; 12 stars; pushed 2026-01-02T03:04Z` */
export function repositoryLine(repository: ARepository): string {
  const { full_name, description, language, stargazers_count = 0, topics, pushed_at, default_branch } = repository;
  const kinds = [repository.private && 'private', repository.fork && 'fork', repository.archived && 'archived'].filter(
    Boolean,
  );
  return facts([
    [plain(full_name), ...kinds].join(' '),
    description && quoted(description),
    language && plain(language),
    stargazers_count > 0 && count(stargazers_count, 'star'),
    repository.forks_count !== undefined && repository.forks_count > 0 && count(repository.forks_count, 'fork'),
    default_branch !== undefined && `default branch ${plain(default_branch)}`,
    topics && topics.length > 0 && `topics ${list(topics)}`,
    pushed_at && `pushed ${minute(pushed_at)}`,
  ]);
}

/** Everything about one repository that decides how to work in it. */
export function repositoryPage(repository: ARepository): string {
  const { visibility, license, parent, permissions, homepage, created_at, html_url } = repository;
  const role = (['admin', 'maintain', 'push', 'triage', 'pull'] as const).find((one) => permissions?.[one] === true);
  const missing = [
    repository.has_issues === false && 'issues',
    repository.has_discussions === false && 'discussions',
  ].filter((one) => typeof one === 'string');
  return `[${facts([
    repositoryLine(repository),
    visibility && !repository.private && visibility,
    repository.is_template && 'template',
    parent && `fork of ${plain(parent.full_name)}`,
    license ? `licence ${plain(license.spdx_id ?? license.name)}` : 'no licence found',
    typeof repository.open_issues_count === 'number' && `${repository.open_issues_count} open issues and pull requests`,
    missing.length > 0 && `without ${missing.join(' and ')}`,
    role && `your role ${role}`,
    homepage && link(homepage),
    created_at && `created ${minute(created_at)}`,
    link(html_url),
  ])}]`;
}
