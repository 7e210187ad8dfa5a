import { cutText, quoted } from './text.ts';

interface Matched {
  text_matches?: readonly { property?: string; fragment?: string }[];
}

/** Characters of a match beside an issue. */
const mostBeside = 160;
/** The number of fragments shown for a file, and the characters of each. */
const mostFragments = 3;
const mostFragment = 500;

/** `; matches "…" ` for the first match in a body or comment; titles are shown anyway. */
export function matchedText({ text_matches = [] }: Matched): string {
  const found = text_matches.find(({ property, fragment }) => property !== 'title' && fragment);
  return found?.fragment === undefined ? '' : `; matches ${quoted(cutText(found.fragment, mostBeside))}`;
}

/** The places in a file, each on separate lines. */
export const fragments = ({ text_matches = [] }: Matched): string[] =>
  text_matches.flatMap(({ fragment }) => (fragment ? [cutText(fragment, mostFragment)] : [])).slice(0, mostFragments);
