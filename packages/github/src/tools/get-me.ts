import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, facts, link, list, plain, quoted } from '../present/text.ts';

export const getMe = defineTool({
  name: 'get_me',
  title: 'Get my account',
  description: 'Show the signed-in account.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({}),
  async handler(_input, { github, catalog, hides }: Context, call) {
    const {
      data: { login, name, email, company, location, bio, html_url, public_repos, followers },
    } = await github.rest.users.getAuthenticated({}, call);
    const hidden = new Set(await hides());
    const unusable = catalog.filter(({ name, offered }) => offered && hidden.has(name));
    return facts([
      plain(login),
      name && `name ${quoted(name)}`,
      email && plain(email),
      company && `company ${quoted(company)}`,
      location && `location ${quoted(location)}`,
      bio && `bio ${quoted(bio)}`,
      typeof public_repos === 'number' && count(public_repos, 'public repository', 'public repositories'),
      typeof followers === 'number' && count(followers, 'follower'),
      unusable.length > 0 &&
        `the token has no scope for ${list([...new Set(unusable.map(({ name, toolsets }) => toolsets[0] ?? name))])}`,
      link(html_url),
    ]);
  },
});
