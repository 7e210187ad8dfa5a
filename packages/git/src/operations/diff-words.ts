/**
 * Turns git's machine-readable word diff into the form that people know: `[-removed-]{+added+}`. In what git prints for programs every
 * line of content has a sign before it, so no content can be taken for the beginning of another file.
 */
export function readableWords(hunk: string): string {
  const [range = '', ...lines] = hunk.split('\n');
  let text = '';
  for (const line of lines) {
    const content = line.slice(1);
    if (line.startsWith('~')) text += '\n';
    else if (line.startsWith('-')) text += `[-${content}-]`;
    else if (line.startsWith('+')) text += `{+${content}+}`;
    else if (line.startsWith(' ')) text += content;
  }
  return `${range}\n${text}`;
}
