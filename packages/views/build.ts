// Builds each page of app/pages into one HTML file without anything to load, and into a module that exports its text.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown, type RolldownPlugin } from 'rolldown';
import { viewParts, type Licensed } from '../../scripts/licences.ts';

// Its types describe a different module system.
const license: (options: object) => RolldownPlugin = createRequire(import.meta.url)('rollup-plugin-license');

/** The maximum size of a page, gzipped, in bytes. */
const maxGzipped = 120_000;

const here = import.meta.dirname;
const dist = path.join(here, 'dist');
const css = readFileSync(path.join(here, 'app/style.css'), 'utf8')
  .replaceAll(/\/\*.*?\*\//gs, '')
  .replaceAll(/\s+/g, ' ');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

for (const file of readdirSync(path.join(here, 'app/pages')).sort()) {
  const name = path.basename(file, '.tsx');
  const html = pageOf(await bundle(path.join(here, 'app/pages', file), name));
  const size = gzipSync(html, { level: 9 }).length;
  if (size > maxGzipped) throw new Error(`${name}.html has ${size} bytes gzipped, more than ${maxGzipped}.`);
  writeFileSync(path.join(dist, `${name}.html`), html);
  writeFileSync(path.join(dist, `${name}.mjs`), `export const html = ${JSON.stringify(html)};\n`);
}

/** Lists the bundled packages for the build of the server. */
function listOf(bundled: readonly Licensed[]): string {
  return JSON.stringify(
    bundled.map((part) => ({ name: part.name, version: part.version, license: part.license, text: part.text() })),
  );
}

/** Bundles a script for browsers. */
async function bundle(input: string, name: string): Promise<string> {
  const build = await rolldown({
    input,
    platform: 'browser',
    tsconfig: false,
    transform: {
      target: 'es2022',
      jsx: { runtime: 'automatic', importSource: 'preact' },
      define: { 'process.env.NODE_ENV': '"production"' },
    },
    plugins: [license({ thirdParty: { output: { file: path.join(here, viewParts(name)), template: listOf } } })],
  });
  const { output } = await build.generate({ format: 'iife', minify: true });
  await build.close();
  const missing = output[0].imports;
  if (missing.length > 0) throw new Error(`${name} would have to load ${missing.join(', ')}.`);
  return output[0].code.trim();
}

/** Puts script and style into a page whose policy allows exactly these two, and nothing from a network. */
function pageOf(code: string): string {
  const script = code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(css)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width"><title>Answer</title>',
    `<style>${css}</style></head><body><main id="view"></main><script>${script}</script></body></html>`,
  ].join('');
}
