import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serverChecks } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { sqlite } from '../src/server.ts';

describe('the contract of every server', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  test.each(await serverChecks(sqlite, { folder, maxBytes: 14_000, maxReadOnlyBytes: 7_500 }))('$name', ({ run }) =>
    run(),
  );
});

describe('what is built', () => {
  const dist = new URL('../dist/', import.meta.url);
  const code = (name: string) => readFileSync(new URL(name, dist), 'utf8');
  /** A program with the chunks that it loads when it starts. */
  const loaded = (name: string, seen = new Set<string>()): string => {
    if (seen.has(name)) return '';
    seen.add(name);
    const own = code(name);
    const chunks = [...own.matchAll(/(?:from|import)\s*"\.\/(chunk-[^"]+)"/g)].map((match) => match[1] ?? '');
    return own + chunks.map((chunk) => loaded(chunk, seen)).join('');
  };

  test('the engine holds neither the protocol nor the schemas, and the server no driver', () => {
    expect(loaded('helper.mjs')).toContain('better-sqlite3');
    expect(loaded('helper.mjs')).not.toMatch(/tools\/list|ZodObject|jsonrpc/);
    expect(loaded('main.mjs')).not.toContain('better-sqlite3/package.json');
  });

  test('drawing is loaded when first used', () => {
    expect(loaded('helper.mjs')).not.toContain('<polyline');
    expect(readdirSync(dist).some((name) => code(name).includes('<polyline'))).toBe(true);
  });
});
