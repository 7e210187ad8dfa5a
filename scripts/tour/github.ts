import { startDouble } from '../../packages/github/test/double/index.ts';
import type { Stop } from './stop.ts';

const garden = { owner: 'octo', repo: 'garden' };

/** Uses a local stand-in that checks every request against GitHub's published description, so no account is needed. */
export const github: Stop = {
  name: 'github',
  title: 'GitHub (here a stand-in for it)',
  async prepare() {
    const { url, token, close } = await startDouble();
    return { args: [], env: { GITHUB_STAND_IN: url, GITHUB_PERSONAL_ACCESS_TOKEN: token }, end: close };
  },
  calls: [
    { why: 'A line for each issue, instead of pages of JSON.', tool: 'list_issues', args: garden },
    {
      why: 'What people wrote stands between marks that no text can know: it is data, not instructions.',
      tool: 'issue_read',
      args: { ...garden, issue_number: 1, method: 'get_comments' },
      only: /^(<<<|Ignore|\w+>>>)/,
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
    {
      why: "Read a stranger's repository …",
      tool: 'issue_read',
      args: { owner: 'stranger', repo: 'wild', issue_number: 1, method: 'get' },
      only: /evil/,
    },
    {
      why: '… then something private …',
      tool: 'get_file_contents',
      args: { owner: 'octo', repo: 'diary', path: 'secret.txt' },
      only: /^\[/,
    },
    {
      why: '… and you are asked before anything is written where others can read it.',
      tool: 'add_issue_comment',
      args: { ...garden, issue_number: 2, body: 'Soon.' },
    },
  ],
  configure: () => [],
  environment: { GITHUB_PERSONAL_ACCESS_TOKEN: 'your token' },
};
