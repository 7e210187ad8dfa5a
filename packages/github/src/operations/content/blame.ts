import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { plain } from '../../present/text.ts';
import type { At } from './entry.ts';
import { orDefault } from './missing.ts';

interface Range {
  startingLine: number;
  endingLine: number;
  commit: {
    oid: string;
    messageHeadline: string;
    committedDate: string;
    author: { name: string | null; user: { login: string } | null } | null;
  };
}

interface Blamed {
  blame?: { ranges: Range[] | null } | null;
}

interface Answer {
  repository: { object: (Blamed & { target?: (Blamed & { target?: Blamed | null }) | null }) | null } | null;
}

const ranges =
  'blame(path: $path) { ranges { startingLine endingLine commit { oid messageHeadline committedDate author { name user { login } } } } }';

/** Asks which commit last changed each line of a file. Tags are peeled twice: one may point to another. */
const blame = graphqlDocument<Answer>(`query Blame($owner: String!, $repo: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(expression: $ref) {
      ... on Commit { ${ranges} }
      ... on Tag { target { ... on Commit { ${ranges} } ... on Tag { target { ... on Commit { ${ranges} } } } } }
    }
  }
}`);

/**
 * Returns the blame of a file and the revision that it is of: the default branch in place of a `main` that is missing.
 * @throws ToolError `not_found`
 */
export function readBlame(github: GitHub, { owner, repo, path, ref: wanted }: At & { ref: string }, call: Call) {
  const ask = async (ref = wanted) => {
    const { repository } = await github.graphql(blame, { owner, repo, ref, path }, { owner, repo, ref }, call);
    if (repository?.object) return { object: repository.object, ref };
    throw new ToolError('not_found', `${owner}/${repo} has no branch, tag or commit ${plain(ref)}.`);
  };
  return orDefault(github, { owner, repo, ref: wanted }, ask, call);
}
