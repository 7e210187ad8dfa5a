import { fileURLToPath } from 'node:url';
import { ToolError, type CommonValues, type Opened, type Start, type Values } from '@mcp-reference/kit';
import { forcedMode, rootsFor, Sandbox } from '@mcp-reference/kit/sandbox';
import type { Context } from './context.ts';
import { denyFlag, hidingOf, type DenyOptions } from './files/deny.ts';
import type { options } from './options.ts';
import type { FileOperations } from './operations/index.ts';
import { pathsElsewhere } from './present/elsewhere.ts';

/** Bytes that a helper may take: documents and chained edits could use up any amount. */
const helperMemory = 1024 ** 3;

/** Opens the allowed folders. */
export async function open(
  {
    folders,
    readOnlyFolder,
    readOnly,
    clientRoots,
    noUndo,
    deny,
    denySecrets,
    http,
  }: Values<typeof options> & CommonValues,
  { log }: Start,
): Promise<Opened<Context>> {
  const roots = rootsFor(clientRoots, folders.length + readOnlyFolder.length, http);
  if (roots === undefined) {
    throw new ToolError(
      'invalid',
      'Give the folders that may be used: mcp-server-filesystem <folder> ... (--help shows more).',
    );
  }
  const rules: DenyOptions = { patterns: deny, secrets: denySecrets };
  const flag = denyFlag(rules);
  const files = await Sandbox.open<FileOperations>(
    [
      ...folders.map((path) => ({ path, writable: !readOnly })),
      ...readOnlyFolder.map((path) => ({ path, writable: false })),
    ],
    {
      helper: fileURLToPath(new URL('helper.mjs', import.meta.url)),
      log,
      flags: [...(noUndo ? ['--no-undo'] : []), flag],
      memory: helperMemory,
      quick: ['info', 'list', 'readMedia', 'readText'],
      mode: forcedMode(process.env, 'filesystem'),
      inline: {
        elsewhere: pathsElsewhere,
        hiding: hidingOf(rules),
        sharesChecks: true,
        async load() {
          const { inlineOperations, keepNoChanges } = await import('./operations/inline.ts');
          if (noUndo) keepNoChanges();
          return inlineOperations;
        },
      },
      none: 'Start the server with folders (mcp-server-filesystem <folder> ...), or use a client that names its roots.',
    },
  );
  const hides = deny.length > 0 || denySecrets;
  const context: Context = {
    files,
    roots,
    hides,
    withRoots: (named) => files.over(named, { writable: !readOnly, log }),
  };
  return { context, close: () => files.close() };
}
