import { reactionCounts } from './issue.ts';
import { belonging, facts, known, login, minute } from './text.ts';

export interface AComment {
  id: number | bigint | string;
  user?: { login: string } | null;
  author_association?: string;
  created_at: string;
  updated_at?: string;
  body?: string | null;
  reactions?: Readonly<Record<string, unknown>>;
}

/** A comment as a heading and its text; several stand between one pair of marks. */
export function commentText(comment: AComment, mark: string): string {
  const { id, user, author_association, created_at, updated_at } = comment;
  const head = facts([
    `comment ${known(id)} by ${login(user)}${belonging(author_association)} ${minute(created_at)}`,
    reactionCounts(comment.reactions),
    updated_at !== undefined && updated_at !== created_at && `edited ${minute(updated_at)}`,
  ]);
  return `--- ${mark} ${head}\n${comment.body ?? ''}`;
}
