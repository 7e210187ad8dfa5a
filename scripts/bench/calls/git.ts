/** The calls of each scenario for the git servers, under each server's names, and for git itself. */
import * as fixture from '../fixtures/git.ts';
import { line } from '../fixtures/text.ts';
import type { Place } from '../scratch.ts';
import type { JsonObject, ToolCall } from '../types.ts';

type Calls = Readonly<Record<string, ToolCall>>;

const holds =
  (...needed: readonly string[]) =>
  (text: string): string | undefined => {
    const lacking = needed.find((one) => !text.includes(one));
    return lacking === undefined ? undefined : `lacks ${lacking}`;
  };

const checks: Readonly<Record<string, (text: string) => string | undefined>> = {
  'git-status': holds('file-3.ts', 'untracked.txt'),
  'git-status-50k': holds('file-44991.ts'),
  'git-log': holds('Change 299', 'Change 200'),
  'git-diff': holds(line(1_000_000), line(1_001_949)),
  'git-blame': holds(line(fixture.blamedLines - 1)),
  'git-branches': holds('topic/branch-499'),
  'git-blob': holds(line(fixture.blamedLines - 1)),
  'git-fairness': holds('Change 299'),
};

type Asked = readonly [tool: string, args: JsonObject];

function calls(table: Readonly<Record<string, (place: Place) => Asked>>): Calls {
  return Object.fromEntries(
    Object.entries(table).map(([name, ask]): [string, ToolCall] => {
      const check = checks[name];
      return [
        name,
        {
          // The name of a tool does not depend on the folder.
          tool: ask({ folder: '', own: '' })[0],
          arguments: (place) => ask(place)[1],
          ...(check && { check }),
        },
      ];
    }),
  );
}

const small = ({ folder }: Place) => fixture.small(folder);
const large = ({ folder }: Place) => fixture.large(folder);
const { from, to } = fixture.changed;

export const cyanheads: Calls = calls({
  'git-status': (place) => ['git_status', { path: small(place) }],
  'git-status-50k': (place) => ['git_status', { path: large(place) }],
  'git-log': (place) => ['git_log', { path: small(place), maxCount: 100 }],
  'git-diff': (place) => ['git_diff', { path: small(place), source: from, target: to }],
  'git-blame': (place) => ['git_blame', { path: small(place), filePath: fixture.blamed }],
  'git-branches': (place) => ['git_branch', { path: small(place), mode: 'list', limit: 1_000 }],
  'git-blob': (place) => ['git_show', { path: small(place), object: 'HEAD', filePath: fixture.blamed }],
});

export const ours: Calls = calls({
  'git-status': (place) => ['git_status', { repo_path: small(place) }],
  'git-status-50k': (place) => ['git_status', { repo_path: large(place) }],
  'git-log': (place) => ['git_log', { repo_path: small(place), max_count: 100 }],
  'git-diff': (place) => ['git_diff', { repo_path: small(place), target: `${from}..${to}` }],
  'git-blame': (place) => ['git_blame', { repo_path: small(place), path: fixture.blamed }],
  'git-branches': (place) => ['git_branch', { repo_path: small(place), branch_type: 'local', limit: 1_000 }],
  'git-blob': (place) => ['git_show', { repo_path: small(place), revision: `HEAD:${fixture.blamed}` }],
});

const run =
  (...argv: readonly string[]) =>
  (folder: (place: Place) => string) =>
  (place: Place): Asked => ['git', { argv: ['-C', folder(place), ...argv] }];

export const gitItself: Calls = calls({
  'git-status': run('status', '--porcelain=v2', '-z', '--branch')(small),
  'git-status-50k': run('status', '--porcelain=v2', '-z', '--branch')(large),
  'git-log': run('log', '-100', '--format=%H%x00%P%x00%an%x00%ae%x00%aI%x00%D%x00%B')(small),
  'git-diff': run('diff', '--raw', '--numstat', '-p', from, to)(small),
  'git-blame': run('blame', '--porcelain', fixture.blamed)(small),
  'git-branches': run('for-each-ref', '--format=%(refname) %(objectname) %(subject)', 'refs/heads')(small),
  'git-blob': run('cat-file', 'blob', `HEAD:${fixture.blamed}`)(small),
});
