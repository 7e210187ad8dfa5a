import { type Call, counted, type Handlers, sorted } from '../http/call.ts';
import { type Reply } from '../http/reply.ts';
import { invalid, unprocessable } from '../refusal.ts';
import { searchCode, searchIssues, searchRepositories, searchUsers } from '../world/search.ts';
import type { Issue, Repository, User } from '../world/types.ts';
import type { JsonObject } from '../json.ts';
import { userView } from './views/accounts.ts';
import { commitView } from './views/git.ts';
import { issueView, labelView } from './views/issue.ts';
import { repositoryHtml, repositoryUrl } from './views/repository.ts';
import { view, visible } from './repositories.ts';
import { parseQuery, holds, inRange } from '../world/query.ts';
import { accountOf } from './views/git.ts';
import { resolve } from '../world/refs.ts';

/** GitHub finds more, but shows no more than this. */
const mostResults = 1000;

export const search: Handlers = {
  'GET /search/repositories': (call) => {
    const by: Record<string, (repo: Repository) => string | number> = {
      stars: (repo) => repo.stars.size,
      updated: (repo) => repo.updatedAt,
      forks: () => 0,
    };
    const hits = order(call, searchRepositories(call.world, call.viewer, text(call)), by);
    return page(call, hits, (repo) => view(call, repo));
  },
  'GET /search/issues': (call) => {
    const by: Record<string, (issue: Issue) => string | number> = {
      created: (issue) => issue.createdAt,
      updated: (issue) => issue.updatedAt,
      comments: (issue) => issue.comments.length,
      reactions: (issue) => issue.reactions.length,
    };
    const hits = order(call, searchIssues(call.world, call.viewer, text(call)), by);
    return page(call, hits, (issue) => issueView(call.url, issue, call.media), { search_type: 'lexical' });
  },
  'GET /search/users': (call) => {
    const by: Record<string, (user: User) => string | number> = {
      followers: (user) => user.followers.size,
      joined: (user) => user.createdAt,
      repositories: (user) => call.world.repositories.filter((repo) => repo.owner === user).length,
    };
    const hits = order(call, searchUsers(call.world, call.viewer, text(call)), by);
    return page(call, hits, (user) => ({ ...userView(call.url, user), score: 1 }));
  },
  'GET /search/code': (call) => {
    const matches = call.media.startsWith('text-match');
    return page(call, searchCode(call.world, call.viewer, text(call)), ({ repo, path, sha, fragment }) => {
      const ref = repo.defaultBranch;
      return {
        name: path.split('/').at(-1) ?? '',
        path,
        sha,
        url: `${repositoryUrl(call.url, repo)}/contents/${path}?ref=${ref}`,
        git_url: `${repositoryUrl(call.url, repo)}/git/blobs/${sha}`,
        html_url: `${repositoryHtml(repo)}/blob/${ref}/${path}`,
        repository: view(call, repo),
        score: 1,
        ...(matches && { text_matches: [textMatch(call, repo, path, fragment)] }),
      };
    });
  },
  'GET /search/commits': (call) => {
    const query = parseQuery(text(call), [
      'repo',
      'user',
      'org',
      'author',
      'committer',
      'author-date',
      'committer-date',
      'hash',
      'merge',
      'is',
    ]);
    const tests: Record<string, (repo: Repository, value: string) => boolean> = {
      repo: (repo, value) => `${repo.owner.login}/${repo.name}`.toLowerCase() === value.toLowerCase(),
      user: (repo, value) => repo.owner.login.toLowerCase() === value.toLowerCase(),
      org: (repo, value) => repo.owner.login.toLowerCase() === value.toLowerCase(),
    };
    const places = query.qualifiers.filter(({ name }) => tests[name] !== undefined);
    const repos = visible(call).filter(
      (repo) => places.length === 0 || places.some(({ name, value }) => tests[name]?.(repo, value)),
    );
    const hits = repos.flatMap((repo) => {
      const head = resolve(repo, repo.defaultBranch);
      return head === undefined ? [] : repo.objects.history(head.sha).map((commit) => ({ repo, commit }));
    });
    const fits = hits.filter(
      ({ commit }) =>
        holds(query, commit.message) &&
        query.qualifiers.every(({ name, value }) => {
          if (name === 'hash') return commit.sha.startsWith(value);
          if (name === 'author') return accountOf(call.world, commit.author.email)?.login === value;
          if (name === 'committer') return accountOf(call.world, commit.committer.email)?.login === value;
          if (name === 'author-date') return inRange(value, commit.author.date);
          if (name === 'committer-date') return inRange(value, commit.committer.date);
          return name !== 'merge' || String(commit.parents.length > 1) === value;
        }),
    );
    return page(call, fits, ({ repo, commit }) => ({
      ...commitView(call.url, call.world, repo, commit),
      repository: view(call, repo),
    }));
  },
  'GET /search/topics': (call) => {
    const names = [...new Set(visible(call).flatMap(({ topics }) => topics))].filter((name) =>
      name.includes(text(call).toLowerCase()),
    );
    return page(call, names, (name) => ({ name }));
  },
  'GET /search/labels': (call) => {
    const id = call.query.int('repository_id');
    const labels = visible(call)
      .filter((repo) => repo.id === id)
      .flatMap((repo) => repo.labels);
    return page(
      call,
      labels.filter(({ name }) => name.includes(text(call))),
      (label) => ({ ...labelView(call.url, label), score: 1 }),
    );
  },
};

function text(call: Call): string {
  const q = call.query.text('q') ?? '';
  if (q.trim() === '') throw invalid('Search', 'q', 'missing');
  if (q.length > 256) throw unprocessable('The search is longer than 256 characters.');
  return q;
}

function order<T>(call: Call, hits: T[], by: Record<string, (item: T) => string | number>): T[] {
  const key = by[call.query.text('sort') ?? ''];
  return key === undefined ? hits : sorted(call, hits, key);
}

function page<T>(call: Call, hits: T[], show: (item: T) => JsonObject, more: JsonObject = {}): Reply {
  const [number, size] = [call.query.int('page') ?? 1, call.query.int('per_page') ?? 30];
  if ((number - 1) * size >= mostResults) throw unprocessable('Only the first 1000 search results are available');
  const reply = counted(call, 'items', hits, show, { incomplete_results: false, ...more });
  return { ...reply, ...(reply.paging && { paging: { ...reply.paging, total: Math.min(hits.length, mostResults) } }) };
}

function textMatch(call: Call, repo: Repository, path: string, fragment: string): JsonObject {
  const words = parseQuery(text(call), []).words;
  const matches = words.flatMap((word) => {
    const at = fragment.toLowerCase().indexOf(word);
    return at === -1 ? [] : [{ text: fragment.slice(at, at + word.length), indices: [at, at + word.length] }];
  });
  return {
    object_url: `${repositoryUrl(call.url, repo)}/contents/${path}`,
    object_type: 'FileContent',
    property: 'content',
    fragment,
    matches,
  };
}
