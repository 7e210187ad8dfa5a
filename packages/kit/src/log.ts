import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { redact } from './secrets/secret.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

type Fields = Record<string, unknown>;

/**
 * A structured log: one JSON object per line on stderr, with every known secret replaced. stdout is reserved for the
 * protocol.
 */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Writes an audit entry at any level except `silent`: who changed what. */
  record(message: string, fields?: Fields): void;
}

export function createLog(server: string, level: LogLevel, write: (line: string) => void = writeStderr): Log {
  const lowest = logLevels.indexOf(level);
  const at =
    (name: LogLevel, needed = name) =>
    (message: string, fields: Fields = {}) => {
      if (logLevels.indexOf(needed) < lowest) return;
      const line = toLine({ ...fields, time: new Date().toISOString(), level: name, server, message });
      write(`${redact(line)}\n`);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    record: at('info', 'error'),
  };
}

/** Always produces a line: values that JSON cannot represent are formatted for people. */
function toLine(fields: Fields): string {
  try {
    return JSON.stringify(fields, plain);
  } catch {
    return JSON.stringify(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, safely(value)])));
  }
}

/** Returns the value itself if JSON can represent it, otherwise text for people. */
function safely(value: unknown): unknown {
  try {
    JSON.stringify(value, plain);
    return plain('', value);
  } catch {
    return looked(value);
  }
}

function looked(value: unknown): string {
  try {
    return inspect(value, { depth: 4 });
  } catch {
    return 'cannot be shown';
  }
}

/** Makes errors loggable: they have no enumerable fields and would become `{}`. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { stack, cause } = value;
  return { error: stack ?? value.message, ...(cause !== undefined && { cause }) };
}

function writeStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // A host that does not read stderr must not stop the server.
  }
}
