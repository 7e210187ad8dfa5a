import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, facts, link, plain, quoted } from '../present/text.ts';

export const getMe = defineTool({
  name: 'get_me',
  title: 'Get my account',
  description: 'Show the signed-in account ("me", "my").',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({}),
  async handler(_input, { github }: Context, call) {
    const { login, name, email, company, location, bio, html_url, public_repos, followers } = await github.get(
      'GET /user',
      {},
      call,
    );
    return facts([
      plain(login),
      name && `name ${quoted(name)}`,
      email && plain(email),
      company && `company ${quoted(company)}`,
      location && `location ${quoted(location)}`,
      bio && `bio ${quoted(bio)}`,
      public_repos !== undefined && count(public_repos, 'public repository', 'public repositories'),
      followers !== undefined && count(followers, 'follower'),
      link(html_url),
    ]);
  },
});
