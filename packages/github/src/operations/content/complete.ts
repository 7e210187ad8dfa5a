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
    const { items } = await github.search('GET /search/users', { q: `${value} in:login`, ...most }, call);
    const me = await github.viewer(call);
    return [...(me === undefined ? [] : [me]), ...items.map(({ login }) => login)];
  }
  if (owner === undefined) return [];
  if (variable === 'repo') {
    const { items } = await github.search(
      'GET /search/repositories',
      { q: `${value} in:name user:${owner} fork:true`, ...most },
      call,
    );
    return items.map(({ name }) => name);
  }
  if (repo === undefined) return [];
  const at = { owner, repo };
  switch (variable) {
    case 'branch':
      return (await github.list('GET /repos/{owner}/{repo}/branches', { ...at, ...most }, call)).items.map(
        ({ name }) => name,
      );
    case 'tag':
      return (await github.list('GET /repos/{owner}/{repo}/tags', { ...at, ...most }, call)).items.map(
        ({ name }) => name,
      );
    case 'sha':
      return (await github.list('GET /repos/{owner}/{repo}/commits', { ...at, ...most }, call)).items.map(
        ({ sha }) => sha,
      );
    case 'prNumber':
      return (await github.list('GET /repos/{owner}/{repo}/pulls', { ...at, ...most }, call)).items.map(({ number }) =>
        String(number),
      );
    case 'path': {
      const folder = value.slice(0, value.lastIndexOf('/') + 1);
      const entries = await github.content(
        { ...at, path: folder.replace(/\/$/, ''), ref: others['sha'] ?? others['branch'] ?? others['tag'] },
        call,
      );
      return Array.isArray(entries) ? entries.map(({ path, type }) => (type === 'dir' ? `${path}/` : path)) : [];
    }
    default:
      return [];
  }
}
