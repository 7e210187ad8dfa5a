/** The environment of all processes that the bench starts. */
import { delimiter, dirname } from 'node:path';

// `npm run` describes this repository to its children; an npm inside would take it for its own project.
const aboutTheCaller = /^(npm_config_local_prefix|npm_package_|npm_lifecycle_|INIT_CWD|NODE_OPTIONS)/i;

/** @param node comes first on the PATH, so that `#!/usr/bin/env node` finds it. */
export function environment(node: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !aboutTheCaller.test(name));
  const inherited: NodeJS.ProcessEnv = Object.fromEntries(kept);
  return { ...inherited, PATH: `${dirname(node)}${delimiter}${inherited['PATH'] ?? ''}`, ...extra };
}
