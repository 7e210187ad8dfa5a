import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { environment } from '../../src/testing/environment.ts';
import { read, readJson, temporaryFolder } from './sample.ts';

const program = fileURLToPath(new URL('program.ts', import.meta.url));
/** The `script` of util-linux gives a program a terminal; that of BSD and macOS is another one. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

interface Sitting {
  code: number | null;
  screen: string;
}

/** Starts the sample server on a terminal; `type` is what is typed once `after` has appeared. */
function sit(
  home: string,
  argv: readonly string[],
  { after, type }: { after: RegExp; type: string },
): Promise<Sitting> {
  // Instead of the shell, which would tell of the Ctrl-C that it got too.
  const command = `exec ${quoted([process.execPath, program, ...argv])}`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: home,
    env: { ...environment(), HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let isTyped = false;
  child.stdout.on('data', (part: Buffer) => {
    screen += part.toString();
    if (isTyped || !after.test(screen)) return;
    isTyped = true;
    child.stdin.write(type);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, screen: screen.replaceAll('\r', '') }));
  });
}

describe.runIf(hasScript)('on a terminal', () => {
  test('a server that is started by hand says what it is, what it waits for, and how to have it started', async () => {
    const { screen, code } = await sit(temporaryFolder(), [], { after: /all options/, type: '\u0003' });
    expect(screen).toMatch(
      /^Sample 1\.2\.3 is a server for the Model Context Protocol \(MCP\)\.\nIt waits for .* Claude Desktop\. Ctrl-C ends it\.\n.*--install claude-desktop\n.*--help.*\n/,
    );
    expect(code).toBe(0);
  });

  test.each([
    ['y\r', 0],
    ['yes\r', 0],
    ['n\r', 1],
    ['\r', 1],
    ['\u0004', 1],
  ])('whether an entry is replaced is asked: %j', async (type, code) => {
    const home = temporaryFolder();
    mkdirSync(path.join(home, 'docs'));
    const file = path.join(home, '.cursor/mcp.json');
    const install = ['--install', 'cursor'];
    await promisify(execFile)(process.execPath, [program, ...install], {
      cwd: home,
      env: { ...environment(), HOME: home },
    });
    const before = read(file);
    const sitting = await sit(home, [...install, 'docs'], { after: /Replace it\? \[y\/N\] /, type });
    expect(sitting.screen).toMatch(
      /Cursor already has "sample" in .*\n {2}it starts .*\n {2}it would be .*docs\nReplace it\?/,
    );
    expect(sitting.code).toBe(code);
    if (code === 1) expect(read(file)).toBe(before);
    else expect(readJson(file)).toMatchObject({ mcpServers: { sample: { args: [program, path.join(home, 'docs')] } } });
  });
});

test('a server that a program starts says nothing of that', async () => {
  const child = spawn(process.execPath, [program], { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => void parts.push(part.toString()));
  child.stdin.end();
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, parts }).toEqual({ code: 0, parts: [] });
});
