import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../packages.ts';
import { installHost } from './install-host.ts';
import { startStandIn } from './model/server.ts';
import { follow, type Plan } from './plan.ts';
import type { Program } from './programs.ts';
import { endDaemons, run } from './run.ts';

export interface Visit {
  /** The output of `--install`. */
  installed: string;
  /** The output of the host. */
  output: string;
  /** The requests to the model. */
  log: string;
  /** The names of the tools that the host declared with the last request. */
  tools: string[];
}

const minute = 60_000;

/**
 * Installs the filesystem server into a host with `--install`, and lets the host work through a plan: in an empty home,
 * without an account, with a stand-in model on loopback.
 */
export async function visit(
  program: Program,
  { flags = [], prepare, plan }: { flags?: string[]; prepare(project: string): void; plan(project: string): Plan },
): Promise<Visit> {
  const bin = await installHost(program.package, program.bin);
  const home = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mcp-host-')));
  const project = path.join(home, 'project');
  mkdirSync(project);
  prepare(project);
  let tools: string[] = [];
  const brain = follow(
    () => plan(project),
    (turn) => (tools = turn.tools),
  );
  const model = await startStandIn(brain);
  try {
    const scene = { home, project, model: model.url };
    program.prepare?.(scene);
    // The command of the README, typed in the project.
    const setUp = [
      '--prefix',
      root,
      'run',
      '--silent',
      'add',
      '--',
      program.key,
      'filesystem',
      '--yes',
      ...flags,
      project,
    ];
    const set = await run('npm', setUp, { cwd: project, home, env: {}, timeout: minute });
    if (set.code !== 0) throw new Error(`--install ${program.key} failed: ${set.output}`);
    const args = program.args('Do what you are there for.', scene);
    const done = await run(bin, args, { cwd: project, home, env: program.env(scene), timeout: 4 * minute });
    const late = done.isOverdue ? '\n(stopped: it took too long)' : '';
    return { installed: set.output, output: done.output + late, log: model.log.join('\n'), tools };
  } finally {
    await model.close();
    endDaemons(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
