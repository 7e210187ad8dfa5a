import { ToolError } from '@mcp-reference/kit';

/** A comment on code, as one call of a review takes it. */
export interface ReviewComment {
  path: string;
  body?: string | undefined;
  line?: number | undefined;
  side?: 'LEFT' | 'RIGHT' | undefined;
  startLine?: number | undefined;
  startSide?: 'LEFT' | 'RIGHT' | undefined;
  position?: number | undefined;
  /** Text that replaces the lines. */
  suggestion?: string | undefined;
}

/** The comment as REST takes it. @throws ToolError `invalid` when its place or text is missing */
export function toComment(comment: ReviewComment, index: number): RestComment {
  const { path, line, side, startLine, startSide, position } = comment;
  const wrong = (why: string) => new ToolError('invalid', `comments.${index} ${why}.`);
  const body = bodyOf(comment);
  if (body === '') throw wrong('needs a body or a suggestion');
  if (line === undefined && position === undefined)
    throw wrong('needs the line (of the new text, unless side is LEFT)');
  if (startLine !== undefined && line !== undefined && startLine > line) throw wrong('has a startLine after its line');
  if (comment.suggestion !== undefined && side === 'LEFT') throw wrong('suggests a change of removed lines');
  return {
    path,
    body,
    ...(position !== undefined && line === undefined && { position }),
    ...(line !== undefined && { line, side: side ?? 'RIGHT' }),
    ...(startLine !== undefined &&
      startLine !== line && { start_line: startLine, start_side: startSide ?? side ?? 'RIGHT' }),
  };
}

export interface RestComment {
  path: string;
  body: string;
  position?: number;
  line?: number;
  side?: string;
  start_line?: number;
  start_side?: string;
}

/** The text, with a suggestion in a fence that nothing in it can close. */
export function bodyOf({ body = '', suggestion }: Pick<ReviewComment, 'body' | 'suggestion'>): string {
  if (suggestion === undefined) return body;
  const longest = Math.max(2, ...(suggestion.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const text = suggestion === '' || suggestion.endsWith('\n') ? suggestion : `${suggestion}\n`;
  return [...(body === '' ? [] : [body, '']), `${fence}suggestion\n${text}${fence}`].join('\n');
}
