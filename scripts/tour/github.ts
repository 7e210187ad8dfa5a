import { startDouble } from '../../packages/github/test/double/index.ts';
import type { Stop } from './stop.ts';

const garden = { owner: 'octo', repo: 'garden' };

/** Against a stand-in on this computer that checks every request against GitHub's published description: no account is needed. */
export const github: Stop = {
  name: 'github',
  title: 'GitHub: issues, pull requests and code, careful with what strangers write',
  async prepare() {
    const { url, token, close } = await startDouble();
    return { args: [], env: { GITHUB_STAND_IN: url, GITHUB_PERSONAL_ACCESS_TOKEN: token }, end: close };
  },
  calls: [
    { why: 'What is to be done? A line for each issue.', tool: 'list_issues', args: garden },
    {
      why: 'Read what people say: between marks that no text can know, because it is data and not instructions.',
      tool: 'issue_read',
      args: { ...garden, issue_number: 1, method: 'get_comments' },
    },
    {
      why: 'Tick a box without sending the whole text again.',
      tool: 'edit_body',
      args: {
        ...garden,
        kind: 'issue',
        number: 1,
        edits: [{ old: '- [ ] read the forecast', new: '- [x] read the forecast' }],
      },
    },
    { why: 'Make a branch …', tool: 'create_branch', args: { ...garden, branch: 'rain-gauge' } },
    {
      why: '… write two files in one commit, one of them executable …',
      tool: 'push_files',
      args: {
        ...garden,
        branch: 'rain-gauge',
        message: 'Measure rain',
        files: [
          { path: 'bin/measure.sh', content: '#!/bin/sh\necho 4\n', mode: '100755' },
          { path: 'src/rain.ts', content: 'export const rain = 4;\n' },
        ],
      },
    },
    {
      why: '… and open a pull request.',
      tool: 'create_pull_request',
      args: { ...garden, title: 'Measure rain', head: 'rain-gauge', base: 'main' },
    },
    { why: 'Look at a change.', tool: 'pull_request_read', args: { ...garden, pullNumber: 4, method: 'get_diff' } },
    {
      why: 'A file that somebody else changed meanwhile is not overwritten.',
      tool: 'create_or_update_file',
      args: {
        ...garden,
        path: 'README.md',
        content: 'x',
        message: 'x',
        branch: 'main',
        sha: '0000000000000000000000000000000000000000',
      },
      expectError: true,
    },
    {
      why: "Read a stranger's repository …",
      tool: 'issue_read',
      args: { owner: 'stranger', repo: 'wild', issue_number: 1, method: 'get' },
    },
    {
      why: '… and from then on the user is asked before anything is written elsewhere.',
      tool: 'add_issue_comment',
      args: { ...garden, issue_number: 2, body: 'Soon.' },
    },
    {
      why: 'A name that would lead to another address is refused before anything is sent.',
      tool: 'list_branches',
      args: { owner: '..', repo: 'user' },
      expectError: true,
    },
  ],
  configure: () => [],
  environment: { GITHUB_PERSONAL_ACCESS_TOKEN: 'your token' },
};
