import { association } from '../rest/views/accounts.ts';
import type { Repository, Thing, User } from '../world/types.ts';
import type { Reaction } from '../world/types-talk.ts';
import { connect } from './connection.ts';
import type { Resolvers } from './context.ts';

interface Written extends Thing {
  author: User | null;
  body: string | null;
}

/** Fields of everything that people write. `place` says in which repository it stands. */
export function writing<T extends Written>(place: (thing: T) => Repository, url: (thing: T) => string): Resolvers<T> {
  return {
    ...named,
    body: (one) => one.body ?? '',
    bodyText: (one) => one.body ?? '',
    bodyHTML: (one) => `<p>${(one.body ?? '').replaceAll('<', '&lt;')}</p>`,
    authorAssociation: (one) => association(place(one), one.author),
    url,
    resourcePath: (one) => url(one).replace('https://github.com', ''),
    repository: place,
    createdViaEmail: () => false,
    viewerDidAuthor: (one, _, { viewer }) => one.author === viewer,
    viewerCanUpdate: (one, _, { world, viewer }) => one.author === viewer || world.canPush(viewer, place(one)),
    viewerCanDelete: (one, _, { world, viewer }) => one.author === viewer || world.canPush(viewer, place(one)),
    viewerCanReact: () => true,
  };
}

/** The two names that everything has. */
export const named: Resolvers<Thing> = {
  id: (one) => one.nodeId,
  databaseId: (one) => one.id,
  fullDatabaseId: (one) => String(one.id),
};

const contents = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  hooray: 'HOORAY',
  confused: 'CONFUSED',
  heart: 'HEART',
  rocket: 'ROCKET',
  eyes: 'EYES',
} as const;

export const reactionName = (content: Reaction['content']): string => contents[content];
export const reactionOf = (name: string | undefined): Reaction['content'] =>
  (Object.keys(contents) as Reaction['content'][]).find((one) => contents[one] === name) ?? '+1';

/** Fields of what can be reacted to. */
export const reacting: Resolvers<{ reactions: Reaction[] }> = {
  reactions: (one, args) =>
    connect(
      one.reactions.filter(({ content }) => !args.has('content') || reactionName(content) === args.text('content')),
      args,
    ),
  reactionGroups: (one, _, { viewer }) =>
    Object.entries(contents).map(([content, name]) => {
      const held = one.reactions.filter((reaction) => reaction.content === content);
      return {
        content: name,
        createdAt: held[0]?.createdAt ?? null,
        users: { totalCount: held.length, nodes: held.map(({ author }) => author) },
        reactors: { totalCount: held.length, nodes: held.map(({ author }) => author) },
        viewerHasReacted: held.some(({ author }) => author === viewer),
      };
    }),
};
