import { writeSync } from 'node:fs';
import { redact } from './auth/secret.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

type Fields = Record<string, unknown>;

/** Structured log: one JSON object a line on stderr, with every known secret replaced. stdout belongs to the protocol. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export function createLog(server: string, level: LogLevel, write: (line: string) => void = writeStderr): Log {
  const lowest = logLevels.indexOf(level);
  const at =
    (name: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (logLevels.indexOf(name) < lowest) return;
      const line = JSON.stringify({ time: new Date().toISOString(), level: name, server, message, ...fields }, plain);
      write(`${redact(line)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Errors have no enumerable fields: without this they log as `{}`. */
function plain(_key: string, value: unknown): unknown {
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
