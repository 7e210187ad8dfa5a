import { ToolError, visible } from '@mcp-reference/kit/sandbox';
import path from 'node:path';
import { allowModules } from '../gate/modules.ts';
import type { Db } from './driver.ts';

/**
 * Loads the extensions that the user named. Virtual tables of their modules may then be created.
 * @throws ToolError `unavailable` with the reason of the system's loader.
 */
export function loadExtensions(db: Db, files: readonly string[]): void {
  if (files.length === 0) return;
  const modules = () => db.prepare<[], string>('SELECT name FROM pragma_module_list').pluck().all();
  const before = new Set(modules());
  for (const file of files) {
    try {
      db.loadExtension(file);
    } catch (error) {
      const reason = error instanceof Error ? error.message.replaceAll(file, path.basename(file)) : '';
      throw new ToolError(
        'unavailable',
        `The extension "${visible(path.basename(file))}" cannot be loaded: ${visible(reason.slice(0, 300))}. It must be built for this system and SQLite 3.`,
        { cause: error, retryable: false },
      );
    }
  }
  allowModules(modules().filter((name) => !before.has(name)));
}
