/** The environment of everything the bench starts. */
import { delimiter, dirname } from 'node:path';

// `npm run` describes the repository's own project to its children; an npm inside would take it for its own.
const aboutTheCaller = /^(npm_config_local_prefix|npm_package_|npm_lifecycle_|INIT_CWD|NODE_OPTIONS)/i;

/** @param node is put first on the PATH, so that `#!/usr/bin/env node` finds it. */
export function environment(node: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !aboutTheCaller.test(name));
  const inherited: NodeJS.ProcessEnv = Object.fromEntries(kept);
  return { ...inherited, PATH: `${dirname(node)}${delimiter}${inherited['PATH'] ?? ''}`, ...extra };
}
