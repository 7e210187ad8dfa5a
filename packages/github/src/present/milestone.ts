import { facts, known, minute, quoted } from './text.ts';

interface AMilestone {
  number: number;
  title: string;
  state: string;
  open_issues?: number | null;
  closed_issues?: number | null;
  due_on: string | null;
}

/** `milestone 3 open "Title"; 2 of 5 closed; due 2026-01-02T03:04Z` */
export const milestoneLine = ({ number, title, state, open_issues, closed_issues, due_on }: AMilestone): string =>
  facts([
    `milestone ${known(number)} ${known(state)} ${quoted(title)}`,
    `${closed_issues ?? 0} of ${(open_issues ?? 0) + (closed_issues ?? 0)} closed`,
    due_on && `due ${minute(due_on)}`,
  ]);
