import { createRequire } from 'node:module';
import { ToolError } from '@mcp-reference/kit/helper';
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

/** Loads it while nobody waits. A failure is told by the first call that needs it. */
export function preload(): void {
  try {
    driver();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

function load(): Driver {
  const again =
    'Install the server again with the Node that runs it (npx does), or use Node 22 or newer, which needs no compiler.';
  const node = process.versions.node;
  let version: string;
  try {
    version = String((require('better-sqlite3/package.json') as { version: unknown }).version);
  } catch (error) {
    throw new ToolError(
      'unavailable',
      `The module better-sqlite3 is not installed: its build failed on this system. ${again}`,
      { cause: error, retryable: false },
    );
  }
  // Its binaries for newer ones end an older Node's process without a word.
  if (Number(version.split('.')[0]) >= 13 && Number(node.split('.')[0]) < 22)
    throw new ToolError('unavailable', `better-sqlite3 ${version} needs Node 22 and this is Node ${node}. ${again}`, {
      retryable: false,
    });
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
    throw new ToolError('unavailable', `better-sqlite3 ${version} ${mismatch}; this is Node ${node}. ${again}`, {
      cause: error,
      retryable: false,
    });
  }
}
