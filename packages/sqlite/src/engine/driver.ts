import { createRequire } from 'node:module';
import { ToolError } from '@mcp-reference/kit/sandbox';
import type BetterSqlite3 from 'better-sqlite3';

export type Db = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;
type Driver = typeof BetterSqlite3;

const require = createRequire(import.meta.url);
let loaded: Driver | undefined;

/**
 * better-sqlite3, loaded when the first database is opened.
 * @throws ToolError `unavailable` that says what to do where it is missing, or was built for another Node.
 */
export function driver(): Driver {
  return (loaded ??= load());
}

/** Loads it ahead of the first call, which reports a failure. */
export function preload(): void {
  try {
    driver();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

// npx keeps what it once installed, also when another Node runs it, so that a newer Node alone changes nothing.
const reinstall =
  'reinstall the server: delete the folder _npx in npm\'s cache ("npm config get cache" prints its place), or node_modules where you installed it yourself, and start it again.';

/** Why it can be missing depends on the Node: newer ones find its binaries in its package. */
function missing(node: string): string {
  const what = 'better-sqlite3, the driver of SQLite, is not installed';
  return Number(node.split('.')[0]) < 22
    ? `${what}: for Node ${node} it is downloaded or compiled, and neither worked on this system. Use Node 22 or newer, which needs neither, or install Python and a C++ compiler; then ${reinstall}`
    : `${what}: optional packages were left out, or an older Node installed the server. To go on, ${reinstall}`;
}

function load(): Driver {
  const node = process.versions.node;
  let version: string;
  try {
    version = String((require('better-sqlite3/package.json') as { version: unknown }).version);
  } catch (error) {
    throw new ToolError('unavailable', missing(node), { cause: error, retryable: false });
  }
  // Its binaries for newer ones end an older Node's process without a word.
  if (Number(version.split('.')[0]) >= 13 && Number(node.split('.')[0]) < 22)
    throw new ToolError(
      'unavailable',
      `better-sqlite3 ${version} needs Node 22, and this is Node ${node}. Use Node 22 or newer, or ${reinstall}`,
      {
        retryable: false,
      },
    );
  try {
    const found = require('better-sqlite3') as Driver;
    // The native part is only loaded now.
    new found(':memory:').close();
    return found;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    const mismatch = /NODE_MODULE_VERSION/.test(String(error))
      ? 'was built for another Node'
      : `cannot be loaded (${reason.replaceAll(/\/\S+/g, '…')})`;
    throw new ToolError(
      'unavailable',
      `better-sqlite3 ${version} ${mismatch}; this is Node ${node}. To go on, ${reinstall}`,
      {
        cause: error,
        retryable: false,
      },
    );
  }
}
