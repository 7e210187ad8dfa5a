import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

interface Asked {
  variable: string;
  value: string;
  others: Readonly<Record<string, string>>;
}

const most = { per_page: 100 };

/** Completions of a half-typed part of an address. */
export async function complete(github: GitHub, { variable, value, others }: Asked, call: Call): Promise<string[]> {
  const names = await namesFor(github, variable, value, others, call);
  return names.filter((name) => name.toLowerCase().includes(value.toLowerCase()));
}

async function namesFor(
  github: GitHub,
  variable: string,
  value: string,
  others: Readonly<Record<string, string>>,
  call: Call,
): Promise<string[]> {
  const { owner, repo } = others;
  if (variable === 'owner') {
    if (github.owners !== undefined) return [...github.owners];
    const {
      data: { items },
    } = await github.rest.search.users({ q: `${value} in:login`, ...most }, call);
    const me = await github.viewer(call);
    return [...(me === undefined ? [] : [me]), ...items.map(({ login }) => login)];
  }
  if (owner === undefined) return [];
  if (variable === 'repo') {
    const {
      data: { items },
    } = await github.rest.search.repos({ q: `${value} in:name user:${owner} fork:true`, ...most }, call);
    return items.map(({ name }) => name);
  }
  if (repo === undefined) return [];
  const at = { owner, repo };
  switch (variable) {
    case 'branch':
      return (await github.rest.repos.listBranches({ ...at, ...most }, call)).data.map(({ name }) => name);
    case 'tag':
      return (await github.rest.repos.listTags({ ...at, ...most }, call)).data.map(({ name }) => name);
    case 'sha':
      return (await github.rest.repos.listCommits({ ...at, ...most }, call)).data.map(({ sha }) => sha);
    case 'prNumber':
      return (await github.rest.pulls.list({ ...at, ...most }, call)).data.map(({ number }) => String(number));
    case 'path': {
      const folder = value.slice(0, value.lastIndexOf('/') + 1);
      const { data: entries } = await github.rest.repos.getContent(
        { ...at, path: folder.replace(/\/$/, ''), ref: others['sha'] ?? others['branch'] ?? others['tag'] },
        call,
      );
      return Array.isArray(entries) ? entries.map(({ path, type }) => (type === 'dir' ? `${path}/` : path)) : [];
    }
    default:
      return [];
  }
}
