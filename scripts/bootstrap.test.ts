// The set-up as a user sees it, with stand-ins for the installer and the build.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { root } from './packages.ts';
import { step } from './progress.mjs';

describe('the set-up', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'bootstrap-'));
    for (const name of ['scripts', 'npm', 'node_modules/.bin']) mkdirSync(path.join(folder, name), { recursive: true });
    for (const name of ['bootstrap.mjs', 'progress.mjs', 'setup-key.mjs'])
      copyFileSync(path.join(root, 'scripts', name), path.join(folder, 'scripts', name));
    write('package.json', '{ "packageManager": "pnpm@1.2.3" }');
    write('pnpm-lock.yaml', '');
    write('pnpm-workspace.yaml', '');
    program('turbo', 'console.log("a builder speaks");');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string, mode = 0o644): void {
    writeFileSync(path.join(folder, name), text, { mode });
  }

  /** Creates a command in node_modules/.bin, like npm does on this system. */
  function program(name: string, code: string): void {
    write(`node_modules/.bin/${name}`, `#!/usr/bin/env node\n${code}`, 0o755);
    if (process.platform === 'win32') write(`node_modules/.bin/${name}.cmd`, `@node "%~dp0${name}" %*`);
  }

  /** Takes longer than the time without a progress line. */
  const installer = (exitCode: number) =>
    write(
      'npm/npx-cli.js',
      `console.error('npm warn deprecated something');
       console.log('Progress: resolved 9, reused 0, downloaded 7, added 6');
       setTimeout(() => process.exit(${exitCode}), 1500);`,
    );

  function setUp(asked = '40+2', more: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, npm_execpath: path.join(folder, 'npm/npm-cli.js'), ...more };
    const args = [path.join(folder, 'scripts/bootstrap.mjs'), 'node', '-p', asked];
    return new Promise<{ code: number | null; output: string; errors: string }>((resolve, reject) => {
      const child = spawn(process.execPath, args, { env });
      let output = '';
      let errors = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (errors += chunk));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output, errors }));
    });
  }

  test('says what takes long, how long it took, and nothing else; the second time it is silent', async () => {
    installer(0);
    const first = await setUp();
    expect(first.output.trim()).toBe('42');
    expect(first.code).toBe(0);
    expect(first.errors).toMatch(/^Installing .*\.\.\.\n✓ Installing .*: done in \d+\.\d s\n/);
    expect(first.errors).not.toContain('npm warn');
    expect(first.errors).not.toContain('a builder speaks');
    expect(first.errors).not.toContain('\u001b');
    rmSync(path.join(folder, 'npm/npx-cli.js'));
    const second = await setUp();
    expect(second.output.trim()).toBe('42');
    expect(second.errors).not.toContain('Installing');
  });

  test("commands know the person's own Node, also when npm runs this on the toolchain's", async () => {
    installer(0);
    const npm = { npm_config_user_agent: 'npm/10.8.2 node/v20.19.0 linux x64 workspaces/false' };
    expect((await setUp('process.env.HOST_NODE', npm)).output.trim()).toBe('20.19.0');
    const none = { npm_config_user_agent: '' };
    expect((await setUp('process.env.HOST_NODE', none)).output.trim()).toBe(process.versions.node);
  });

  test('a failure is shown with the whole output, and nothing runs after it', async () => {
    installer(7);
    const { code, output, errors } = await setUp();
    expect(code).toBe(7);
    expect(output).toBe('');
    expect(errors).toMatch(/✗ Installing .*: failed after/);
    expect(errors).toContain('npm warn deprecated something');
  });

  test('a quick failure is shown as well', async () => {
    installer(0);
    program('turbo', 'console.log("no such package"); process.exit(2);');
    const { code, output, errors } = await setUp();
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toMatch(/✗ Building the servers: failed after[^]*no such package/);
  });
});

describe('a step', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
  };

  test('is not shown when it is quick', () => {
    for (const isTTY of [true, false]) {
      const quick = stream(isTTY);
      const shown = step('Building', quick);
      vi.advanceTimersByTime(500);
      shown.done();
      vi.advanceTimersByTime(60_000);
      expect(quick.written).toEqual([]);
    }
  });

  test('moves on one line of a terminal, never beyond its edge, and leaves one line', () => {
    const terminal = stream(true);
    const shown = step('Installing', terminal);
    shown.at('downloaded 7, added 6'.padEnd(200, '.'));
    vi.advanceTimersByTime(2000);
    shown.done();
    const drawn = terminal.written.slice(0, -2);
    expect(drawn.length).toBeGreaterThan(5);
    for (const line of drawn) {
      expect(line.startsWith('\r\u001b[K')).toBe(true);
      expect(line).not.toContain('\n');
      expect(line.length - '\r\u001b[K'.length).toBeLessThan(60);
    }
    expect(drawn.at(-1)).toContain('downloaded 7, added 6');
    expect(terminal.written.slice(-2)).toEqual(['\r\u001b[K', '✓ Installing: done in 2.0 s\n']);
  });

  test('is a line in a pipe, and a word now and then', () => {
    const pipe = stream(false);
    const shown = step('Installing', pipe);
    shown.at('downloaded 7, added 6');
    vi.advanceTimersByTime(32_000);
    shown.done();
    expect(pipe.written).toEqual([
      'Installing ...\n',
      '  … 15.7 s  downloaded 7, added 6\n',
      '  … 30.7 s  downloaded 7, added 6\n',
      '✓ Installing: done in 32.0 s\n',
    ]);
  });
});
