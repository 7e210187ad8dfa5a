import { readFileSync } from 'node:fs';

/**
 * Returns the text of a file with new content between `<!-- generated: name -->` and `<!-- /generated -->`.
 * @throws Error when the file has no such region.
 */
export function withRegions(file: string, regions: Readonly<Record<string, string>>): string {
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(regions)) {
    const region = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    if (!region.test(text)) throw new Error(`${file} has no place for generated: ${name}.`);
    text = text.replace(region, (_, open: string, close: string) => `${open}\n${content}\n\n${close}`);
  }
  return text;
}
