/** One variable of a configuration file: section and variable in lower case, the subsection as written. */
export interface Variable {
  key: string;
  /** A variable without "=" is "true". */
  value: string;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' };

/**
 * Parses a git configuration file (git-config(1), "Syntax"). Includes are variables like any other: nothing is followed.
 * @param text One character for each byte (latin1), so that values that are not UTF-8 survive.
 * @throws SyntaxError with the number of the line that is not configuration.
 */
export function parseConfigFile(text: string): Variable[] {
  const source = text.replace(/^\u00EF\u00BB\u00BF/, '').replaceAll('\r\n', '\n');
  const found: Variable[] = [];
  let at = 0;
  let section: string | undefined;
  const broken = (): SyntaxError =>
    new SyntaxError(`line ${source.slice(0, at).split('\n').length} is not git configuration`);
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const result = pattern.exec(source);
    if (result !== null) at = pattern.lastIndex;
    return result;
  };
  for (;;) {
    match(/(?:[ \t\n\v\f\r]+|[#;][^\n]*)*/y);
    if (at >= source.length) return found;
    const header = match(/\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y);
    if (header !== null) {
      const [, name = '', sub] = header;
      section = sub === undefined ? name.toLowerCase() : `${name.toLowerCase()}.${sub.replace(/\\(.)/g, '$1')}`;
      continue;
    }
    const name = match(/[A-Za-z][A-Za-z0-9-]*/y)?.[0];
    if (name === undefined || section === undefined) throw broken();
    match(/[ \t]*/y);
    const key = `${section}.${name.toLowerCase()}`;
    if (match(/=/y) !== null) found.push({ key, value: value() });
    else if (at >= source.length || source[at] === '\n' || source[at] === '#' || source[at] === ';')
      found.push({ key, value: 'true' });
    else throw broken();
  }

  function value(): string {
    let result = '';
    let blank = '';
    let quoted = false;
    match(/[ \t\v\f\r]*/y);
    for (; at < source.length && (quoted || !/[\n#;]/.test(source[at] ?? '')); at++) {
      const char = source[at] ?? '';
      if (char === '\n') throw broken();
      if (!quoted && /[ \t\v\f\r]/.test(char)) {
        blank += char;
        continue;
      }
      result += blank;
      blank = '';
      if (char === '"') quoted = !quoted;
      else if (char !== '\\') result += char;
      else {
        const escaped = source[++at] ?? '';
        if (escaped === '\n') continue;
        const meant = escapes[escaped];
        if (meant === undefined) throw broken();
        result += meant;
      }
    }
    if (quoted) throw broken();
    return result;
  }
}

/** Writes variables so that git reads exactly them. */
export const writeConfigFile = (variables: readonly Variable[]): string =>
  variables.map(({ key, value }) => `${headerOf(key)}\n\t${variableOf(key)} = ${quoted(value)}\n`).join('');

const variableOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

function headerOf(key: string): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const sub = last > first ? key.slice(first + 1, last) : undefined;
  return sub === undefined
    ? `[${key.slice(0, first)}]`
    : `[${key.slice(0, first)} "${sub.replaceAll(/["\\]/g, String.raw`\$&`)}"]`;
}

const quoted = (value: string): string =>
  `"${value
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('\b', String.raw`\b`)}"`;
