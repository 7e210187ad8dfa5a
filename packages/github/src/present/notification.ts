import { facts, known, minute, plain, quoted } from './text.ts';

interface ANotification {
  id: string;
  unread: boolean;
  reason: string;
  updated_at: string;
  repository: { full_name: string };
  subject: { title: string; type: string; url: string | null };
}

/** `12345 unread octo/hello PullRequest #8 "Title"; review_requested; 2026-01-02T03:04Z` */
export function notificationLine({ id, unread, reason, updated_at, repository, subject }: ANotification): string {
  const number = /\/(?:issues|pulls|discussions)\/(\d+)$/.exec(subject?.url ?? '')?.[1];
  return facts([
    `${known(id)} ${unread ? 'unread' : 'read'} ${plain(repository?.full_name)} ${plain(subject?.type)}${number === undefined ? '' : ` #${number}`} ${quoted(subject?.title)}`,
    reason,
    minute(updated_at),
  ]);
}
