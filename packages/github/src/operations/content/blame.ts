import { graphqlDocument } from '../../api/graphql.ts';

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
export const blame =
  graphqlDocument<Answer>(`query Blame($owner: String!, $repo: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(expression: $ref) {
      ... on Commit { ${ranges} }
      ... on Tag { target { ... on Commit { ${ranges} } ... on Tag { target { ... on Commit { ${ranges} } } } } }
    }
  }
}`);
