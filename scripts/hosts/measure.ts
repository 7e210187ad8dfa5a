// Measures how much of an answer a host passes on to its model: node scripts/hosts/measure.ts <host> [size …]
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from './plan.ts';
import { programs } from './programs.ts';
import { visit } from './visit.ts';

const usual = [7_000, 8_000, 11_000, 12_000, 19_000, 21_000, 24_000, 28_000, 38_000, 40_000, 48_000, 51_000, 60_000];
const lines = {
  ASCII: 'a line of fifty characters, all of them are ASCII.',
  Japanese: '日本語の文字列です。',
  'short lines': 'x',
  escapes: '"quoted"\t\\ and more',
};

const [key, ...given] = process.argv.slice(2);
const program = programs.find((one) => one.key === key);
if (program === undefined) {
  console.error(`Usage: node scripts/hosts/measure.ts <${programs.map((one) => one.key).join('|')}> [size …]`);
  process.exit(2);
}
const sizes = given.length > 0 ? given.map(Number) : usual;
for (const [name, line] of Object.entries(lines)) {
  const received: string[] = [];
  function* plan(project: string): Plan {
    received.length = 0;
    for (const size of sizes)
      received.push(yield { tool: 'read_text_file', arguments: { path: path.join(project, `${size}.txt`) } });
    return 'Done.';
  }
  const { tools } = await visit(program, {
    flags: ['--max-output', '1000000'],
    prepare(project) {
      for (const size of sizes) {
        const text = `${line}\n`.repeat(Math.ceil(size / (line.length + 1))).slice(0, size - 10);
        writeFileSync(path.join(project, `${size}.txt`), `${text}\nend of it`);
      }
    },
    plan,
  });
  console.log(`${program.title}, ${name} (${tools.length} tools declared)`);
  sizes.forEach((size, index) => {
    const text = received[index] ?? '';
    // A host that cuts keeps less text than the file has, or says that it saved the rest.
    const isWhole = text.length >= size && text.includes('end of it') && !/too large|truncated|omitted/i.test(text);
    console.log(`  ${String(size).padStart(6)} characters: ${isWhole ? 'whole' : `${text.length} characters arrived`}`);
  });
}
