// Renews what is vendored in data/ from GitHub's own packages on npm:
//   node packages/github/test/double/refresh.ts [version of @octokit/openapi] [version of @octokit/graphql-schema]
// The packages are 400 MB unpacked, so they are no dependencies: this takes out what the double needs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse, print, visit } from 'graphql';
import { slim } from './description/slim.ts';
import type { Contents } from './description/types.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), 'data');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'github-description-'));
try {
  const [cloud, server] = ['generated/api.github.com.json', 'generated/ghes-3.19.json'] as const;
  const openapi = unpack('@octokit/openapi', process.argv[2] ?? '23.0.2', [cloud, server]);
  const onServer: { paths: Record<string, Record<string, unknown>> } = JSON.parse(openapi.read(server));
  const { operations, schemas } = slim(JSON.parse(openapi.read(cloud)));
  const contents: Contents = {
    source: openapi.source,
    operations: operations.map(({ id, method, path, parameters }) => ({
      id,
      method,
      path,
      ...(parameters.some(({ multi }) => multi) && { multi: true }),
      ...(onServer.paths[path]?.[method.toLowerCase()] === undefined && { cloud: true }),
    })),
    schemas: Object.keys(schemas),
  };
  // A line for each, so that a run parses only the few that it needs.
  const lines = [contents, ...operations, ...Object.values(schemas)].map((one) => JSON.stringify(one));
  write('openapi.jsonl.gz', lines.join('\n'));

  const graphql = unpack('@octokit/graphql-schema', process.argv[3] ?? '15.26.1', ['schema.graphql']);
  const bare = visit(parse(graphql.read('schema.graphql'), { noLocation: true }), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  write('schema.graphql.gz', `# ${graphql.source}\n${print(bare)}\n`);
} finally {
  rmSync(scratch, { recursive: true });
}

function unpack(name: string, version: string, files: string[]): { source: string; read(file: string): string } {
  const source = `${name}@${version}`;
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', scratch, source], { encoding: 'utf8' });
  const [{ filename }]: [{ filename: string }] = JSON.parse(output);
  const entries = files.map((file) => `package/${file}`);
  execFileSync('tar', ['-xzf', path.join(scratch, filename), '-C', scratch, ...entries]);
  return { source, read: (file) => readFileSync(path.join(scratch, 'package', file), 'utf8') };
}

function write(name: string, text: string): void {
  const bytes = gzipSync(text, { level: 9 });
  writeFileSync(path.join(data, name), bytes);
  console.log(`${name}: ${text.length} characters, ${bytes.length} bytes compressed`);
}
