import { visible } from '@mcp-reference/kit/sandbox';
import { tokenize } from '../gate/tokens.ts';

/**
 * SQL from a schema as answers show it: as it is written, except that names and strings with line breaks or invisible
 * characters are escaped, and further lines of comments are indented. No part of it can pass for a line of the answer.
 */
export function shownSql(sql: string): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of tokenize(sql)) {
    shown += betweenTokens(sql.slice(at, start)) + visible(sql.slice(start, end));
    at = end;
  }
  return shown + betweenTokens(sql.slice(at));
}

/** White space stays. */
function betweenTokens(text: string): string {
  if (/^[ \t\r\n]*$/.test(text)) return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => (index > 0 && /\S/.test(line) ? '  ' : '') + line.split('\t').map(visible).join('\t'))
    .join('\n');
}
