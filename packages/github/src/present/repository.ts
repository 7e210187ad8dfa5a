import { facts, list, minute, plain, quoted } from './text.ts';

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
  topics?: string[];
  pushed_at?: string | null;
  html_url: string;
}

/** `octo/hello private; "What it is"; TypeScript; 12 stars; pushed 2026-01-02T03:04Z` */
export function repositoryLine(repository: ARepository): string {
  const { full_name, description, language, stargazers_count = 0, topics = [], pushed_at, default_branch } = repository;
  const kinds = [repository.private && 'private', repository.fork && 'fork', repository.archived && 'archived'].filter(
    Boolean,
  );
  return facts([
    [plain(full_name), ...kinds].join(' '),
    description && quoted(description),
    language && plain(language),
    stargazers_count > 0 && `${stargazers_count.toLocaleString('en-US')} stars`,
    repository.forks_count !== undefined && repository.forks_count > 0 && `${repository.forks_count} forks`,
    default_branch !== undefined && `default branch ${plain(default_branch)}`,
    topics.length > 0 && `topics ${list(topics)}`,
    pushed_at && `pushed ${minute(pushed_at)}`,
  ]);
}
