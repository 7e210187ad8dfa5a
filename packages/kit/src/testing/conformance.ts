import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { environment } from './environment.ts';
import { collect } from './transports.ts';

/** The protocol revisions that the official suite covers. */
export const revisions = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof revisions)[number];

export interface Conformance {
  /** True if the suite counts every required scenario as passed. */
  passed: boolean;
  /** The failures by scenario; an empty list for one that passed. */
  failures: ReadonlyMap<string, readonly string[]>;
  /** The output of the suite. */
  output: string;
}

/** Runs the requirements of a revision against a server over HTTP. */
export async function runConformance(url: string, revision: Revision): Promise<Conformance> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-conformance-'));
  try {
    const { code, output } = await suite(['server', '--url', url, '--requirements', revision, '-o', folder], folder);
    return { passed: code === 0, failures: failuresIn(folder), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const required = new Map<Revision, Promise<readonly string[]>>();

/** Returns the scenarios that a revision requires of a server, as the suite lists them. */
export function requiredScenarios(revision: Revision): Promise<readonly string[]> {
  const known = required.get(revision) ?? listScenarios(revision);
  required.set(revision, known);
  return known;
}

async function listScenarios(revision: Revision): Promise<readonly string[]> {
  const { output } = await suite(['list', '--server', '--requirements', revision], os.tmpdir());
  const [, listed = ''] = /Server scenarios[^\n]*\n([\s\S]*?)\n\n/.exec(output) ?? [];
  const names = listed.split('\n').map((line) => line.replace(/^ *- /, '').trim());
  if (names.length < 20) throw new Error(`The suite lists its scenarios in another way now: ${output}`);
  return names;
}

async function suite(args: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  const program = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js');
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, problems] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, output: out() + problems() };
}

interface Result {
  id: string;
  status: string;
  errorMessage?: string;
}

function failuresIn(folder: string): Map<string, string[]> {
  const failures = new Map<string, string[]>();
  for (const name of readdirSync(folder)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT.*$/.exec(name)?.[1];
    if (scenario === undefined) continue;
    const results: Result[] = JSON.parse(readFileSync(path.join(folder, name, 'checks.json'), 'utf8'));
    failures.set(
      scenario,
      results.filter(({ status }) => status === 'FAILURE').map(({ id, errorMessage }) => `${id}: ${errorMessage}`),
    );
  }
  return failures;
}
