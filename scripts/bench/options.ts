/** The command line of the bench. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarios, tableScenarios } from './scenarios/all.ts';
import { servers } from './servers.ts';
import type { Scenario, Server } from './types.ts';

export const usage = `npm run bench -- [options]

  --server name,...    only these: ${servers.map(({ name }) => name).join(', ')}
  --scenario name,...  only these: ${scenarios.map(({ name }) => name).join(', ')}
                       (${onlyWhenNamed()} run only when named here)
  --table              the scenarios of the table in docs/performance.md, npx included
  --node path          the Node that runs the servers (default: the one that runs the bench)
  --quick              fewer repetitions
  --json file          also write everything as JSON
`;

function onlyWhenNamed(): string {
  const names = scenarios.filter((scenario) => scenario.onlyWhenNamed).map(({ name }) => name);
  return names.join(', ');
}

export interface Options {
  readonly servers: readonly Server[];
  readonly scenarios: readonly Scenario[];
  readonly node: string;
  /** In the format of `node --version`. */
  readonly nodeVersion: string;
  readonly quick: boolean;
  readonly json: string | undefined;
}

function pick<T extends { readonly name: string }>(kind: string, all: readonly T[], names: string): readonly T[] {
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`no ${kind} is named "${unknown}"`);
  return all.filter(({ name }) => wanted.includes(name));
}

/**
 * Reads the arguments; undefined when help was requested.
 * @throws Error for wrong arguments.
 */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      server: { type: 'string' },
      scenario: { type: 'string' },
      node: { type: 'string' },
      table: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const node = values.node === undefined ? process.execPath : resolve(values.node);
  return {
    servers: values.server === undefined ? servers : pick('server', servers, values.server),
    scenarios:
      values.scenario !== undefined
        ? pick('scenario', scenarios, values.scenario)
        : scenarios.filter((scenario) => (values.table ? tableScenarios.has(scenario) : !scenario.onlyWhenNamed)),
    node,
    nodeVersion: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    quick: values.quick,
    json: values.json,
  };
}
