import { found, type Case } from '../case.ts';

export const gists: readonly Case[] = [
  {
    tool: 'create_gist',
    args: { filename: 'a.md', content: 'one', description: 'Notes' },
    says: /Created secret gist \w+/,
    asks: ['gists/create'],
  },
  {
    tool: 'update_gist',
    args: async (session) => ({
      gist_id: await found(session, 'list_gists', {}, /(\w+) secret "Notes"/),
      filename: 'a.md',
      content: 'two',
    }),
    says: /Updated gist/,
    asks: ['gists/update'],
  },
];
