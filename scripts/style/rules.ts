/** A phrase that the style of this project avoids, and what to write instead. */
export interface Rule {
  pattern: RegExp;
  advice: string;
  /** Only in doc comments. */
  docs?: true;
}

const word = (text: string, advice: string): Rule => ({ pattern: new RegExp(`\\b(?:${text})\\b`, 'gi'), advice });

/** The phrases that can be matched reliably; reviewers look for the rest. */
export const rules: readonly Rule[] = [
  {
    pattern: /\/\*\*\s*(?:\*\s*)?(?:What|Whether|Where|Who|Whose|Whom|How|Whatever|Whoever|Whichever|That|Which)\b/g,
    advice: 'Start with a verb or the thing itself',
    docs: true,
  },
  word('anew', 'again'),
  word('beforehand', 'first'),
  word('besides', 'in addition to'),
  word('somebody', 'someone, or name the role'),
  word("nobody's", 'name the thing'),
  word('who(?:so)?ever|whichever', 'name the role'),
  word('for good(?! reasons?\\b)', 'permanently'),
  word('in one go', 'in one step'),
  word('at once', 'immediately or at the same time'),
  word('mended', 'fixed'),
  word('heeds?|heeded', 'respect'),
  word('be it', 'name the cases'),
  word('such a one', 'one like that'),
  word('as little as', 'nor'),
  word('what there is', 'name the thing'),
  word('of another mind', 'say what differs'),
  word('of (?:yours|its own|their own|his own|ours)', "possessive: 'your', 'its own X'"),
  word('(?:is|are) told|tells that', 'gets, says'),
  word('goes on', 'continues'),
  word('is believed in', 'is trusted'),
  word('is asked to be', 'active verb'),
];

export interface Finding {
  line: number;
  text: string;
  advice: string;
}

/** Returns the places in a text that break a rule. */
export function findingsIn(text: string, all: readonly Rule[] = rules): Finding[] {
  return all
    .flatMap(({ pattern, advice }) => [...text.matchAll(pattern)].map((match) => ({ match, advice })))
    .sort((a, b) => a.match.index - b.match.index)
    .map(({ match, advice }) => ({
      line: text.slice(0, match.index).split('\n').length,
      text: match[0].replaceAll(/\s*\n[\s*]*/g, ' '),
      advice,
    }));
}
