// Shows that the check of documents can fail: each wrong document is one line that an author could have written.
import { beforeAll, describe, expect, test } from 'vitest';
import { problemsOf } from './docs/check.ts';
import { readDocument } from './docs/markdown.ts';
import { documentPaths, readWorld, type World } from './docs/world.ts';

let world: World;
beforeAll(async () => {
  world = await readWorld();
});

const problems = (text: string, path = 'README.md') =>
  problemsOf(readDocument(path, text), world).map(({ line, text: problem }) => `${line}: ${problem}`);
const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;

describe('what is wrong is found', () => {
  test.each([
    ['a link to a file that is not there', '[x](docs/nothing.md)', 'there is no docs/nothing.md'],
    ['a link out of the repository', '[x](../elsewhere.md)', 'there is no ../elsewhere.md'],
    ['a link by reference', '[x][1]\n\n[1]: docs/nothing.md', 'there is no docs/nothing.md'],
    ['an image', '![x](docs/nothing.png)', 'there is no docs/nothing.png'],
    ['a heading that is not there', '# Here\n\n[x](#there)', 'README.md has no heading for it'],
    ['a heading of another document', '[x](SECURITY.md#nowhere)', 'SECURITY.md has no heading for it'],
    [
      'the published address of nothing',
      '[x](https://github.com/mcp-reference/servers/blob/main/docs/nothing.md)',
      'there is no docs/nothing.md',
    ],
    ['a path', '`packages/kit/src/nothing.ts`', 'there is no such file'],
    ['a path that stands for others', '`packages/nothing/src/*.ts`', 'there is no such file'],
    ['a document', '`NOTHING.md`', 'there is no such file'],
    ['an npm script', '`npm run nothing`', 'npm run nothing: package.json has no such script'],
    ['an npm script in a block', fence('sh', 'npm run nothing   # why'), 'npm run nothing: package.json has no such'],
    ['a flag', '`mcp-server-git --nothing`', "Unknown option '--nothing'"],
    ['a flag without its value', '`mcp-server-git --trust`', 'argument missing'],
    ['a value', '`mcp-server-filesystem --client-roots widen`', 'must be one of fallback, narrow, ignore'],
    ['a flag, by npx', fence('sh', 'npx -y @mcp-reference/server-git --nothing ~/x'), "Unknown option '--nothing'"],
    ['a flag on the second line', fence('sh', 'npx -y @mcp-reference/server-git \\\n  --nothing'), 'Unknown option'],
    ['a folder where none is taken', '`mcp-server-github ~/projects`', 'Unexpected argument'],
    ['a host', '`mcp-server-git --install emacs ~/x`', '--install knows no host "emacs"'],
    ['a host to print to and take from', '`mcp-server-git --uninstall print`', '--uninstall knows no host "print"'],
    ['a set of tools', '`mcp-server-git --toolsets default,nothing ~/x`', '--toolsets names "nothing"'],
    ['a tool in a command', '`mcp-server-git --tools git_nothing ~/x`', '--tools names "git_nothing"'],
    ['a package', fence('sh', 'npx -y @mcp-reference/server-nothing'), 'there is no such package'],
    ['a flag in passing', 'With `--nothing` it is so.', '`--nothing`: there is no such option'],
    ['a tool', 'Use `git_nothing`.', '`git_nothing`: there is no such tool'],
    [
      'a row of a table',
      '| a | b |\n| --- | --- |\n| `x\\|y` | 2 | 3 |',
      '3: the row has 3 cells, its table 2 columns',
    ],
    ['JSON', fence('json', '{ "a": 1, }'), 'is no JSON'],
    [
      'the configuration of a host',
      fence('json', '{"mcpServers":{"git":{"command":"npx","args":["-y","@mcp-reference/server-git","--nothing"]}}}'),
      "Unknown option '--nothing'",
    ],
    [
      'the same, from a checkout',
      fence('json', '{"a":[{"command":"node","args":["/x/packages/git/dist/main.mjs","--nothing"]}]}'),
      "Unknown option '--nothing'",
    ],
  ])('%s', (_, text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  test('names the line', () => {
    expect(problems('# A\n\ntext\n\n`npm run nothing`')[0]).toMatch(/^5: /);
    expect(problems(`\n${fence('sh', 'ls\nnpm run nothing')}`)[0]).toMatch(/^4: /);
  });

  test('in the README of a package: a relative link, a tool of another server, a file of the package', () => {
    const path = 'packages/git/README.md';
    expect(problems('[x](test/start.ts)', path)).toEqual([expect.stringContaining('leads nowhere on npmjs.com')]);
    expect(problems('`read_query`', path)).toEqual([]);
    expect(problems('`git_status` and `query`', path)).toEqual([]);
    expect(problems('`git_read_query`', path)).toEqual([expect.stringContaining('there is no such tool')]);
    expect(problems('`src/nothing.ts`', path)).toEqual([expect.stringContaining('there is no such file')]);
  });
});

test('what is right is let be', () => {
  const text = `# What is so

[a](SECURITY.md) [b](#what-is-so) [c](https://example.org/nothing.md) [d](packages/kit) [e](docs/http.md#with-oauth)
[f](https://github.com/mcp-reference/servers/blob/main/SECURITY.md)

\`packages/*/src/server.ts\` \`CONTRIBUTING.md\` \`application/json\` \`src/water.ts\` \`npm test\` \`npm run bench\`
\`--read-only\` \`git_status\` \`issue_read\` \`query_only\` \`mcp-server-filesystem <folder> ...\`

${fence('sh', 'npx -y @mcp-reference/server-filesystem --install claude-desktop ~/Documents   # and restart it')}
${fence('sh', 'MCP_GIT_HTTP_TOKEN="$(openssl rand -hex 32)" npx -y @mcp-reference/server-git --http 8080 ~/x | cat')}
${fence('sh', 'uvx mcp-server-git --repository ~/x\nmcp-server-git --doctor cursor --name mine')}
${fence('json', '{"a":{"command":"npx","args":["-y","@mcp-reference/server-git@1.2.3","--trust","/x","/y"]}}')}
## Coming from elsewhere

\`git_nothing\` and \`--nothing\`
`;
  expect(problems(text)).toEqual([]);
});

test('the documents of the repository are among those that are checked', () => {
  const paths = documentPaths();
  expect(paths).toEqual(expect.arrayContaining(['README.md', 'docs/http.md', 'packages/git/README.md']));
  expect(paths.some((path) => path.includes('node_modules'))).toBe(false);
});
