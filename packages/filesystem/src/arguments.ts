import { globText, z } from '@mcp-reference/kit';

/** A path to a file or folder. */
export const path = z.string().describe('Absolute, or relative to an allowed folder.');
export const folder = z.string().describe('The folder to start from; "." for the allowed folder.');
export const destination = z.string().describe('The new path, including its name.');

const globs = (what: string) => z.array(globText(z.string())).max(1000).default([]).describe(what);
export const excludePatterns = globs('Globs to leave out, such as "dist" or "**/*.min.js".');
export const include = globs('Globs of the files to take, such as "*.ts"; all when empty.');

export const literal = z.boolean().default(false).describe('Match plain text instead of a regular expression.');
export const ignoreCase = z.boolean().default(false).describe('Match upper and lower case alike.');
export const gitignore = z.boolean().default(true).describe('Leave out what git ignores.');
export const encoding = z.string().optional().describe('Such as "gbk" or "cp932"; detected by default.');
export const nameEncoding = z
  .string()
  .optional()
  .describe('Encoding of names that are not UTF-8, such as "gbk" or "cp437"; guessed by default.');
export const ifHash = z.string().optional().describe('Write only if the file still has this hash.');

const line = (what: string) => z.number().int().min(1).optional().describe(what);
export const head = line('Only the first n lines.');
export const tail = line('Only the last n lines.');
export const startLine = line('First line to read, from 1.');
export const endLine = line('Last line to read.');

/** Names that models try first, from other servers and tools. */
export const pathAliases = { file_path: 'path', filePath: 'path', file: 'path', filename: 'path' } as const;
export const folderAliases = { directory: 'path', dir: 'path', folder: 'path', root: 'path' } as const;
