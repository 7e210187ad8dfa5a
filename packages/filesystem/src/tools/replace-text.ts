import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

const globs = z.array(z.string()).default([]);

export const replaceText = defineTool({
  name: 'replace_text',
  title: 'Replace text',
  description:
    'Replace a text in all files below a folder, such as a name that is used everywhere. Shows the diffs first; dryRun: false makes the changes. In one file use edit_file.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string(),
    pattern: z.string().describe('As in search_text.'),
    replacement: z.string().describe('$1 is a group, unless literal.'),
    literal: z.boolean().default(false),
    ignoreCase: z.boolean().default(false),
    include: globs,
    excludePatterns: globs,
    gitignore: z.boolean().default(true),
    dryRun: z.boolean().default(true),
  }),
  async handler(input, { files }: Context, call) {
    const {
      lines,
      replacements,
      files: changed,
      skipped,
      overdue,
    } = await files.run('replaceText', { ...input, budget: call.budget }, call);
    const notes = [`in ${count(changed, 'file')}`, input.dryRun ? 'dry run, nothing was written' : 'written'];
    if (overdue) notes.push('stopped at the time limit');
    if (skipped.length > 0) notes.push(`not possible in: ${skipped.join(' ')}`);
    return listed(lines, { shown: replacements, one: 'replacement', note: notes.join('; ') });
  },
});
