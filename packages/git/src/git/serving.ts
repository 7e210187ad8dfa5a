import { ToolError } from '@mcp-reference/kit';
import { shownLine } from '../text.ts';
import type { Git } from './git.ts';
import { asEnvironment } from './hardening.ts';
import { startOf } from './program.ts';
import type { Calling } from './repository.ts';

/** Hooks that decide what a repository accepts: a push that skips them would do what its owner forbids. */
const gates = new Set(['pre-receive', 'update', 'proc-receive', 'push-to-checkout', 'reference-transaction']);

export interface Served {
  serve: { 'upload-pack': string; 'receive-pack': string };
  /** Hooks of it that do not run although something is received. */
  notRun: string[];
}

/**
 * Returns the commands by which git serves a repository on this computer: like the one that is worked in, through a view, unless it is trusted.
 * @throws ToolError `denied` when something is sent to one that is not trusted and has hooks that decide about it.
 */
export async function servingOf(git: Git, folder: string, receives: boolean, call: Calling): Promise<Served> {
  const repo = await git.open(folder, call);
  const { view, overrides, suppressed } = repo.known;
  if (repo.trusted)
    return { serve: { 'upload-pack': 'git-upload-pack', 'receive-pack': 'git-receive-pack' }, notRun: [] };
  const hooks = suppressed.filter(({ kind }) => kind === 'hook').map(({ name }) => name);
  const gate = hooks.find((name) => gates.has(name));
  if (receives && gate !== undefined)
    throw new ToolError(
      'denied',
      `The repository that would be pushed to (${shownLine(repo.name)}) has the hook ${shownLine(gate)}, which decides what it accepts and does not run because that repository is not trusted. The user can decide: git_trust with repo_path "${shownLine(folder)}".`,
    );
  const { env } = startOf(await git.program(), asEnvironment(overrides));
  const environment = {
    ...env,
    ...(view && { GIT_COMMON_DIR: view.path }),
    GIT_NO_LAZY_FETCH: '1',
  };
  const prefix = Object.entries(environment)
    .map(([name, value]) => `${name}=${shellQuoted(value)}`)
    .join(' ');
  return {
    serve: { 'upload-pack': `${prefix} git upload-pack`, 'receive-pack': `${prefix} git receive-pack` },
    notRun: receives ? hooks.filter((name) => name === 'post-receive' || name === 'post-update') : [],
  };
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
