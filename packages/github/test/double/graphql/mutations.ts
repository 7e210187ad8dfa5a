import { Fields } from '../json.ts';
import type { Context, Resolve, Resolvers } from './context.ts';
import { commentMutations } from './mutations-comments.ts';
import { discussionMutations } from './mutations-discussions.ts';
import { gitMutations } from './mutations-git.ts';
import { issueMutations } from './mutations-issues.ts';
import { projectMutations } from './mutations-projects.ts';
import { pullMutations } from './mutations-pulls.ts';
import { reviewMutations } from './mutations-reviews.ts';

/** A mutation, given its input. */
export type Mutate = (input: Fields, context: Context) => object;

const all: Readonly<Record<string, Mutate>> = {
  ...issueMutations,
  ...commentMutations,
  ...pullMutations,
  ...reviewMutations,
  ...gitMutations,
  ...discussionMutations,
  ...projectMutations,
};

/** Every mutation takes one `input`, and gives its `clientMutationId` back. */
export const mutations: Resolvers = Object.fromEntries(
  Object.entries(all).map(([name, mutate]): [string, Resolve] => [
    name,
    (_, args, context) => {
      const input = args.object('input') ?? new Fields({});
      return { clientMutationId: input.text('clientMutationId') ?? null, ...mutate(input, context) };
    },
  ]),
);
