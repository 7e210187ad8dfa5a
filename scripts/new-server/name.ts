import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { templates, type Kind } from '../packages.ts';

/** A wrong request; the message says what to do. Nothing was changed. */
export class UsageError extends Error {}

/** The forms of a server's name, for code and for people. */
export interface Names {
  /** `my-notes`: packages, commands, URLs. */
  kebab: string;
  /** `myNotes`: code. */
  camel: string;
  /** `MY_NOTES`: environment variables. */
  upper: string;
  /** `my notes`: inside a sentence. */
  words: string;
  /** `My notes`: titles. */
  title: string;
}

/** Reserved words of JavaScript: `export const class` is not valid. */
const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
);

/** Names that open a device on Windows. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const longest = 40;

export function namesOf(kebab: string): Names {
  const words = kebab.replaceAll('-', ' ');
  return {
    kebab,
    camel: kebab.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    upper: kebab.replaceAll('-', '_').toUpperCase(),
    words,
    title: words.charAt(0).toUpperCase() + words.slice(1),
  };
}

/**
 * Checks the name of a new server.
 * @param code the template's code, whose words the name must not clash with
 * @throws UsageError unless it works as a folder, a package, a command and an identifier
 */
export function checkName(kebab: string, code: readonly string[]): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab)) {
    const near = kebab
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-\d]+|-+$/g, '');
    const hint = near === '' ? '' : ` Try "${near}".`;
    throw new UsageError(
      `"${kebab}" is not in kebab-case (small letters, digits and hyphens, such as my-notes).${hint}`,
    );
  }
  if (kebab.length > longest) throw new UsageError(`"${kebab}" has more than ${longest} characters.`);
  const names = namesOf(kebab);
  if (reserved.has(names.camel) || device.test(kebab))
    throw new UsageError(`"${kebab}" is a reserved word; choose another name, such as ${kebab}-data.`);
  const word = new RegExp(`\\b${names.camel}\\b`);
  if (code.some((text) => word.test(withoutProse(text))))
    throw new UsageError(
      `"${kebab}" means something else in the code of every server; choose another name, such as my-${kebab}.`,
    );
  return names;
}

const withoutProse = (code: string): string => code.replace(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'/g, '');

/** @throws UsageError when a package of the repository has the name in any form. */
export function checkFree({ kebab }: Names, packages: string): void {
  for (const folder of readdirSync(packages)) {
    if (namesIn(path.join(packages, folder)).includes(kebab))
      throw new UsageError(`There is a ${kebab} already: packages/${folder}. Choose another name.`);
  }
}

/** Returns the names that a package occupies: its folder, its package and its commands. */
function namesIn(folder: string): string[] {
  const file = path.join(folder, 'package.json');
  const { name = '', bin = {} }: { name?: string; bin?: Record<string, string> } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  return [path.basename(folder), ...[name, ...Object.keys(bin)].map((one) => one.replace(/^.*\/|(mcp-)?server-/g, ''))];
}

/** Renames the server in a text of a template. */
export function renamed(text: string, to: Names, kind: Kind = 'files'): string {
  const { folder, name } = templates[kind];
  const from = namesOf(name);
  const forms: [string, string][] = [
    [`packages/${path.basename(folder)}`, `packages/${to.kebab}`],
    [from.kebab, to.kebab],
    [from.camel, to.camel],
    [from.upper, to.upper],
    [from.title, to.title],
    [from.words, to.words],
  ];
  return forms.reduce((result, [old, into]) => result.replaceAll(old, into), text);
}
