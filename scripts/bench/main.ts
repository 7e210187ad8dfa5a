/**
 * Measures servers side by side, in turns, in one run. Absolute times depend on the machine and the moment; ratios are
 * comparable. A bench is not a test: the exit code is 0 for any ratio.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { reason } from './lanes.ts';
import { readOptions, usage, type Options } from './options.ts';
import { scenarioTable, targetLines, targetTable } from './report.ts';
import { format } from './stats.ts';
import type { Bench, Family, Row, Scenario, Server } from './types.ts';
import { verdictsOf, type Verdict } from './verdicts.ts';

interface Result {
  readonly family: Family;
  readonly scenario: string;
  readonly load: readonly [number, number];
  readonly rows: readonly Row[];
  readonly verdicts: readonly Verdict[];
}

const load = (): number => loadavg()[0] ?? NaN;

function versionOf({ source }: Server): string {
  if (source.kind === 'npm') return `${source.package}@${source.version}`;
  return source.kind === 'workspace' ? source.folder : source.entry;
}

/** Returns the rows of a scenario. One that cannot start fails in every row, and the run continues. */
async function rowsOf(scenario: Scenario, bench: Bench): Promise<readonly Row[]> {
  try {
    return await scenario.run(bench);
  } catch (error) {
    return bench.servers.map((server) => ({ server, cells: {}, failed: reason(error) }));
  }
}

async function measure(scenario: Scenario, family: Family, options: Options): Promise<Result> {
  const servers = options.servers.filter((server) => server.family === family);
  const before = load();
  const { quick, node, servers: all } = options;
  const measured = await rowsOf(scenario, { quick, node, servers, all });
  const rows = measured.toSorted((a, b) => servers.indexOf(a.server) - servers.indexOf(b.server));
  const nodeMajor = Number(/^v(\d+)/.exec(options.nodeVersion)?.[1]);
  const verdicts = verdictsOf(scenario, rows, nodeMajor);
  return { family, scenario: scenario.name, load: [before, load()], rows, verdicts };
}

function print(scenario: Scenario, { family, rows, verdicts, load: [before, after] }: Result): void {
  if (rows.length === 0) return;
  console.log(`\n## ${family}: ${scenario.name}\n\nLoad average ${format(before)} → ${format(after)}.\n`);
  console.log(scenarioTable(scenario, rows));
  if (verdicts.length > 0) console.log(`\n${targetLines(verdicts)}`);
}

function json(options: Options, results: readonly Result[]): string {
  const plain = results.map((result) => ({
    ...result,
    rows: result.rows.map(({ server, ...row }) => ({ server: server.name, ...row })),
  }));
  const servers = options.servers.map((server) => ({ name: server.name, what: versionOf(server) }));
  const machine = { node: options.nodeVersion, platform: process.platform, arch: process.arch, cpus: cpus().length };
  const head = { date: new Date().toISOString(), ...machine, quick: options.quick, servers };
  return `${JSON.stringify({ ...head, results: plain }, null, 2)}\n`;
}

async function main(options: Options): Promise<void> {
  const { nodeVersion, servers, quick } = options;
  console.log(`# Bench, ${new Date().toISOString()}\n`);
  console.log(
    `Node ${nodeVersion}, ${process.platform}-${process.arch}, ${cpus().length} cores${quick ? ', quick' : ''}.\n`,
  );
  for (const server of servers) console.log(`- ${server.name}: ${versionOf(server)}`);
  const results: Result[] = [];
  for (const family of new Set(servers.map((server) => server.family))) {
    for (const scenario of options.scenarios) {
      if (scenario.family !== undefined && scenario.family !== family) continue;
      const result = await measure(scenario, family, options);
      print(scenario, result);
      results.push(result);
    }
  }
  const verdicts = results.flatMap((result) => result.verdicts);
  if (verdicts.length > 0) console.log(`\n## Targets\n\n${targetTable(verdicts)}`);
  if (options.json !== undefined) writeFileSync(options.json, json(options, results));
}

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${reason(error)}\n\n${usage}`);
  process.exit(2);
}
if (options) await main(options);
else console.log(usage);
