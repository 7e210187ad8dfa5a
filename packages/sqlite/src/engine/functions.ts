import { ToolError } from '@mcp-reference/kit/sandbox';
import { plainText, shownText } from '../present/text.ts';
import type { Db } from './driver.ts';

/** Compiled patterns that are kept. */
const mostPatterns = 100;
/** Rows of a series. */
const mostValues = 10_000_000;

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    throw new ToolError(
      'invalid',
      `REGEXP: ${error instanceof Error ? shownText(error.message, 200) : 'not a pattern'}.`,
    );
  }
}

interface Spread {
  n: number;
  mean: number;
  squares: number;
}

/** Functions that people know from SQLite's shell and other programs: REGEXP, stdev() and generate_series(). */
export function addFunctions(db: Db): void {
  const patterns = new Map<string, RegExp>();
  const matches = (pattern: unknown, value: unknown): bigint | null => {
    if (pattern === null || value === null) return null;
    const text = plainText(pattern);
    let known = patterns.get(text);
    if (known === undefined) {
      if (patterns.size >= mostPatterns) patterns.clear();
      patterns.set(text, (known = compiled(text)));
    }
    return known.test(plainText(value)) ? 1n : 0n;
  };
  db.function('regexp', { deterministic: true, directOnly: true }, matches);
  for (const [name, sample] of [
    ['stdev', 1],
    ['stdev_pop', 0],
  ] as const)
    db.aggregate<Spread>(name, {
      start: () => ({ n: 0, mean: 0, squares: 0 }),
      // Welford's method, which does not lose digits where values are close together.
      step({ n, mean, squares }, value) {
        if (typeof value !== 'number') return { n, mean, squares };
        const moved = mean + (value - mean) / (n + 1);
        return { n: n + 1, mean: moved, squares: squares + (value - mean) * (value - moved) };
      },
      result: ({ n, squares }) => (n > sample ? Math.sqrt(squares / (n - sample)) : null),
    });
  db.table('generate_series', {
    columns: ['value'],
    parameters: ['start', 'stop', 'step'],
    safeIntegers: false,
    *rows(start: unknown, stop: unknown, step: unknown) {
      const [from, to, by] = [Number(start), Number(stop ?? 4_294_967_295), Number(step ?? 1) || 1];
      for (let n = 0, value = from; by > 0 ? value <= to : value >= to; value = from + ++n * by) {
        if (n >= mostValues) throw new RangeError(`generate_series() stops at ${mostValues} values`);
        yield [BigInt(value)];
      }
    },
  });
}
