import { pageOf } from '../../arguments.ts';
import type { PullAt } from './reviewers.ts';

interface Given {
  owner: string;
  repo: string;
  pullNumber: number;
  page?: number | undefined;
  perPage?: number | undefined;
}

/** Converts the arguments of the archived server's tools for the reads of pull requests. */
export function legacyPull({ owner, repo, pullNumber, page, perPage }: Given) {
  const at: PullAt = { owner, repo, pull_number: pullNumber };
  return {
    at,
    after: undefined,
    unresolvedOnly: undefined,
    fields: undefined,
    paged: { page, perPage },
    paging: pageOf({ page, perPage }),
  };
}
