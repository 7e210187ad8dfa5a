import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const code: readonly Case[] = [
  {
    tool: 'create_branch',
    args: { ...garden, branch: 'work', from_branch: 'main' },
    says: /Created branch work at [0-9a-f]{12} from main/,
    asks: ['git/get-ref', 'git/create-ref'],
  },
  { tool: 'create_branch', args: { ...garden, branch: 'other' }, says: /from main/, asks: ['repos/get'] },
  { tool: 'create_branch', args: { ...garden, branch: 'work' }, says: /branch work exists already/, code: 'conflict' },
  {
    tool: 'create_or_update_file',
    args: { ...garden, path: 'notes/soil.md', content: 'loam\n', message: 'Note the soil', branch: 'work' },
    says: /Created notes\/soil\.md on work in commit [0-9a-f]{40}; blob sha [0-9a-f]{40}/,
    asks: ['repos/create-or-update-file-contents'],
  },
  {
    tool: 'create_or_update_file',
    args: { ...garden, path: 'notes/soil.md', content: 'clay\n', message: 'x', branch: 'work' },
    says: /exists with blob sha [0-9a-f]{40}/,
    code: 'conflict',
  },
  {
    tool: 'create_or_update_file',
    args: async (session) => ({
      ...garden,
      path: 'notes/soil.md',
      content: 'clay\nsand\n',
      message: 'Correct it',
      branch: 'work',
      sha: await found(
        session,
        'get_file_contents',
        { ...garden, path: 'notes/soil.md', ref: 'work' },
        /blob sha ([0-9a-f]{40})/,
      ),
    }),
    says: /Replaced notes\/soil\.md/,
  },
  {
    tool: 'edit_file_contents',
    args: {
      ...garden,
      path: 'plan/beds.csv',
      branch: 'work',
      message: 'Later peas',
      edits: [{ old: '2026-03-20', new: '2026-03-27' }],
    },
    says: /Edited plan\/beds\.csv on work/,
  },
  {
    tool: 'edit_file_contents',
    args: { ...garden, path: 'plan/beds.csv', branch: 'work', message: 'x', edits: [{ old: 'potato', new: 'x' }] },
    says: /"potato" does not occur/,
    code: 'conflict',
  },
  {
    tool: 'edit_file_contents',
    args: { ...garden, path: 'plan/beds.csv', branch: 'work', message: 'x', edits: [{ old: '2026', new: 'x' }] },
    says: /occurs more than once/,
    code: 'conflict',
  },
  {
    tool: 'push_files',
    args: {
      ...garden,
      branch: 'work',
      message: 'Tools',
      files: [
        { path: 'bin/water.sh', content: '#!/bin/sh\necho water\n', mode: '100755' },
        { path: 'assets/dot.png', content: 'iVBORw0KGgoAAA==', encoding: 'base64' },
        { path: 'notes/soil.md', delete: true },
      ],
    },
    says: /Pushed 3 files to work in commit [0-9a-f]{40}/,
    asks: ['git/create-blob', 'git/create-tree', 'git/create-commit', 'git/update-ref'],
  },
  {
    tool: 'push_files',
    args: {
      owner: 'octo',
      repo: 'seedling',
      branch: 'main',
      message: 'Begin',
      files: [
        { path: 'a.txt', content: 'a' },
        { path: 'b.txt', content: 'b' },
      ],
    },
    says: /Pushed 2 files to main/,
  },
  {
    tool: 'delete_file',
    args: { ...garden, path: 'assets/dot.png', branch: 'work', message: 'Not needed' },
    says: /Deleted assets\/dot\.png on work in commit/,
  },
  {
    tool: 'create_repository',
    args: { name: 'compost', autoInit: true },
    says: /Created private repository octo\/compost/,
    asks: ['repos/create-for-authenticated-user'],
  },
  {
    tool: 'create_repository',
    args: { name: 'compost', organization: 'octo-labs', private: false },
    says: /Created public repository octo-labs\/compost/,
    asks: ['repos/create-in-org'],
  },
  {
    tool: 'fork_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Forked stranger\/wild to octo\/wild/,
    asks: ['repos/create-fork'],
  },
  {
    tool: 'update_repository',
    args: {
      owner: 'octo',
      repo: 'compost',
      description: 'Heaps.',
      topics: ['compost'],
      disable: ['wiki'],
      enable: ['auto_merge'],
    },
    says: /Updated octo\/compost private; "Heaps\."/,
    asks: ['repos/replace-all-topics', 'repos/update'],
  },
  {
    tool: 'delete_repository',
    args: { owner: 'octo', repo: 'compost' },
    says: /Deleted octo\/compost/,
    asks: ['repos/delete'],
  },
  {
    tool: 'delete_branch',
    args: { ...garden, branch: 'other' },
    says: /Deleted branch other, which was at [0-9a-f]{40}/,
    asks: ['git/delete-ref'],
  },
  { tool: 'delete_tag', args: { ...garden, tag: 'spring' }, says: /Deleted tag spring/, asks: ['git/delete-ref'] },
  {
    tool: 'star_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Starred stranger\/wild/,
    asks: ['activity/star-repo-for-authenticated-user'],
  },
  {
    tool: 'unstar_repository',
    args: { owner: 'stranger', repo: 'wild' },
    says: /Unstarred/,
    asks: ['activity/unstar-repo-for-authenticated-user'],
  },
];
