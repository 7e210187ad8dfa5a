import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const imports = / from '([^']+)'/g;

/** A test file with everything that it imports. */
export interface Imported {
  /** The file and the helpers of tests that it imports, directly or through others. */
  files: string[];
  /** Their texts, in the same order. */
  texts: string[];
  /** The other imports: packages by name, sources by path. */
  others: string[];
}

export function importedBy(file: string): Imported {
  const texts = new Map<string, string>();
  const others = new Set<string>();
  const read = (one: string): void => {
    if (texts.has(one) || !existsSync(one)) return;
    const text = readFileSync(one, 'utf8');
    texts.set(one, text);
    for (const [, name = ''] of text.matchAll(imports)) {
      const target = name.startsWith('.') ? path.join(path.dirname(one), name) : name;
      if (name.startsWith('.') && !target.split(path.sep).includes('src')) read(target);
      others.add(target.replaceAll(path.sep, '/'));
    }
  };
  read(file);
  return { files: [...texts.keys()], texts: [...texts.values()], others: [...others] };
}
