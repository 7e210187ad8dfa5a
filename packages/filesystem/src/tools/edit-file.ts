import { defineTool, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import { notKeptNote } from '../present/consent.ts';
import type { Context } from '../context.ts';
import { editData } from '../data.ts';
import { edit, editOf } from '../edits.ts';
import { headerName } from '../files/shown.ts';

export const editFile = defineTool({
  name: 'edit_file',
  title: 'Edit file',
  description:
    'Replace exact pieces of text, or whole lines, in one file and answer with the diff. All edits are made or none; all other bytes, line ends and the encoding stay as they are. oldText must occur exactly once, unless replaceAll or expectedCount is given. To change many files use replace_text.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: args.path,
    edits: z.array(edit).min(1).max(1000).describe('Applied in order; line numbers are those before all edits.'),
    dryRun: z.boolean().default(false).describe('Only show the diff.'),
    ifHash: z.string().optional().describe('Edit only if the file still has this hash.'),
    encoding: args.encoding,
  }),
  aliases: {
    ...args.pathAliases,
    old_string: 'oldText',
    old_str: 'oldText',
    oldString: 'oldText',
    search: 'oldText',
    new_string: 'newText',
    new_str: 'newText',
    newString: 'newText',
    replace: 'newText',
    expected_replacements: 'expectedCount',
    insert_line: 'afterLine',
  },
  output: editData,
  view: true,
  async handler(input, { files }: Context, call) {
    const edits = input.edits.map((one, index) => editOf(one, index, input.ifHash));
    const done = await files.run('edit', { ...input, edits, budget: call.budget }, call);
    const { diff, cut, added, removed, hash, encoding, guessed, notKept } = done;
    call.data?.({ path: input.path, added, removed, dryRun: input.dryRun, diff });
    const state = [input.dryRun ? 'Dry run, nothing was written' : `Edited, hash ${hash}`];
    if (cut) state.push('the diff is CUT, its end says how much is left out');
    if (encoding !== 'utf-8') state.push(guessed ? `${encoding} (guessed)` : encoding);
    if (notKept !== undefined) state.push(notKeptNote(notKept));
    return `[${headerName(input.path)}: +${added} -${removed} lines. ${state.join(', ')}]\n${diff}`;
  },
});
