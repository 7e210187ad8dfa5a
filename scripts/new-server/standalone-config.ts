/** Tools that a repository with one server needs; versions come from this repository. */
const tools = [
  '@cyclonedx/cyclonedx-library',
  '@types/node',
  '@types/spdx-expression-parse',
  // The Node of the tools, which are newer than the oldest one that the server runs on.
  'node',
  'oxfmt',
  'oxlint',
  'oxlint-tsgolint',
  'rolldown',
  'rollup-plugin-license',
  'spdx-expression-parse',
  'typescript',
  'vitest',
] as const;

interface Manifest {
  name: string;
  bin: Record<string, string>;
  version: string;
  description: string;
  keywords: string[];
  exports: unknown;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  engines: Record<string, string>;
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Returns the manifest of a repository with one server, made from those of this repository and the template. */
export function ownManifest(template: string, root: string): string {
  const { name, bin, version, description, keywords, devDependencies, engines }: Manifest = JSON.parse(template);
  // Views are built in this repository only.
  const { '@mcp-reference/kit': _, '@mcp-reference/views': _views, ...more } = devDependencies;
  const ours: Manifest = JSON.parse(root);
  const versions = tools.map((tool) => {
    const pinned = ours.devDependencies[tool];
    if (pinned === undefined) throw new Error(`package.json has no ${tool}.`);
    return [tool, pinned];
  });
  return json({
    name,
    version,
    description,
    keywords,
    license: 'MIT',
    workspaces: ['kit'],
    bin,
    files: ['dist'],
    type: 'module',
    scripts: {
      build: 'rolldown -c rolldown.config.ts',
      test: 'npm run --silent build && vitest run',
      check: 'tsc && oxlint && oxfmt --check && npm run --silent generate -- --check',
      format: 'oxfmt',
      generate: 'node kit/src/generate/main.ts',
      'kit:update': 'node scripts/update-kit.mjs',
      prepublishOnly: 'npm test && npm run check',
    },
    devDependencies: { ...more, ...Object.fromEntries(versions) },
    // The types of the oldest supported Node; vitest would pull in newer ones. A reference ("$@types/node") fails in
    // npm 10.8, which comes with that Node.
    overrides: { '@types/node': ours.devDependencies['@types/node'] },
    engines,
    // npm asks before it runs a script of another package.
    allowScripts: { node: true },
  });
}

/** Returns the kit's manifest without dependencies of its tests. */
export function kitManifest(kit: string): string {
  const { devDependencies: _, ...manifest }: Manifest = JSON.parse(kit);
  return json(manifest);
}

export function typesConfig(text: string): string {
  return json({ ...JSON.parse(text), include: ['src', 'test', 'kit/src', 'scripts', '*.ts'] });
}

export function formatConfig(text: string): string {
  const { ignorePatterns, ...config }: { ignorePatterns: string[] } = JSON.parse(text);
  const ours = ignorePatterns.filter((glob) => !/^(packages|scripts)\//.test(glob));
  return json({ ...config, ignorePatterns: ours.map((glob) => glob.replace('pnpm-lock.yaml', 'package-lock.json')) });
}

interface LintOverride {
  files: string[];
  rules: Record<string, unknown>;
}

/** Rules that only this repository needs. */
const elsewhere = /@mcp-reference\/server-|@octokit/;

/** Returns the lint rules, for the layout of a repository with one server. */
export function lintConfig(text: string): string {
  const { overrides, ...config }: { overrides: LintOverride[] } = JSON.parse(text, (key, value) =>
    key === 'patterns' ? value.filter(({ group }: { group: string[] }) => !elsewhere.test(group.join())) : value,
  );
  const ours = overrides
    .map(({ files, rules }) => ({ files: files.flatMap(placesOf), rules }))
    .filter(({ files }) => files.length > 0);
  return json({ ...config, overrides: ours });
}

function placesOf(glob: string): string[] {
  const [, folder, rest] = /^packages\/([^/]+)\/(.*)$/.exec(glob) ?? [];
  if (folder === '*' && rest !== undefined) return [rest, `kit/${rest}`];
  if (folder === 'kit') return [`kit/${rest}`];
  return folder !== undefined || glob.startsWith('scripts/') ? [] : [glob];
}
