import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const releases: readonly Case[] = [
  {
    tool: 'release_write',
    args: {
      ...garden,
      method: 'create',
      tag: 'v0.2.0',
      target: 'main',
      name: 'Rain',
      body: 'Skips rainy days.',
      draft: true,
    },
    says: /Created draft of release v0\.2\.0, id \d+/,
    asks: ['repos/create-release'],
  },
  {
    tool: 'release_write',
    args: async (session) => ({ ...garden, method: 'update', release_id: await release(session), draft: false }),
    says: /Updated release v0\.2\.0/,
    asks: ['repos/update-release'],
  },
  {
    tool: 'edit_body',
    args: async (session) => ({
      ...garden,
      kind: 'release',
      number: await release(session),
      edits: [{ old: 'rainy', new: 'wet' }],
    }),
    says: /Edited/,
  },
  {
    tool: 'release_write',
    args: async (session) => ({ ...garden, method: 'delete', release_id: await release(session) }),
    says: /Deleted release v0\.2\.0; the tag stays/,
    asks: ['repos/delete-release'],
  },
  {
    tool: 'release_write',
    args: { ...garden, method: 'create', tag: 'v0.3.0', draft: true },
    says: /Created draft of release v0\.3\.0/,
  },
  {
    tool: 'release_write',
    args: async (session) => ({
      ...garden,
      method: 'delete',
      release_id: await found(session, 'list_releases', garden, /v0\.3\.0[^\n]*id (\d+)/),
    }),
    says: /Deleted draft of release v0\.3\.0$/,
  },
];

type Of = Parameters<typeof found>[0];
const release = (session: Of) => found(session, 'list_releases', garden, /v0\.2\.0[^\n]*id (\d+)/);
