import { namedByUser, type Prompt } from '@mcp-reference/kit';
import type { Context } from './context.ts';

const folder = (description: string) => ({
  name: 'folder',
  description: `${description} The allowed folders if absent.`,
  required: false,
  complete: async (value: string, { files }: Context) =>
    files.roots.map(({ path }) => path).filter((path) => path.startsWith(value)),
});

const place = (given: string | undefined): string =>
  given ? `the folder "${given}"` : 'the allowed folders (list_allowed_directories)';

/** Tasks that people start from their host's menu. The model fetches the files itself, with the tools. */
export const prompts: readonly Prompt<Context>[] = [
  {
    name: 'explain_folder',
    title: 'Explain this folder',
    labels: namedByUser,
    description: 'Describe the contents of a folder and where to start reading.',
    arguments: [folder('The folder to describe.')],
    render: async ({ folder: given }) =>
      `Explain what is in ${place(given)}. Start with directory_tree, then read the README or other entry files with read_multiple_files, and look for more with search_text where names are not enough. Report in a few lines: what this is for, the important parts and how they fit together, and which files to read first. Say what you did not look at. Change nothing.`,
  },
  {
    name: 'tidy_folder',
    title: 'Tidy up a folder',
    labels: namedByUser,
    description: 'Propose an order for the files of a folder, then move them after approval.',
    arguments: [folder('The folder to tidy up.')],
    render: async ({ folder: given }) =>
      `Propose a better order for ${place(given)}. List it with list_directory_with_sizes; read a file with read_text_file only where its name does not say enough. Show me the plan as a table: current path, new path, reason. Delete nothing and rename nothing that other files may refer to (check with search_text). When I agree, carry it out with move_multiple_files, and tell me that undo reverses it.`,
  },
];
