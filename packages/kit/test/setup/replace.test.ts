import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shownEntry } from '../../src/setup/entry.ts';
import { given, makeMachine, read, readJson, run } from './sample.ts';

const entryIn = (file: string): unknown => (readJson(file) as { mcpServers: { sample: unknown } }).mcpServers.sample;

describe('an entry of the same name', () => {
  const before =
    '{"mcpServers":{"sample":{"command":"old","args":["--api-key","abc123"],"env":{"TOKEN":"hunter22"},"disabled":true}}}';

  test('is not replaced where nobody can be asked', async () => {
    const machine = makeMachine();
    const file = given('claude-desktop', machine, before);
    const failure = run(machine, '--install', 'claude-desktop');
    await expect(failure).rejects.toThrow(
      /it starts {4}TOKEN=\[hidden\] old --api-key \[hidden\]\n {2}it would be .*--yes/s,
    );
    await expect(failure).rejects.not.toThrow(/hunter22|abc123/);
    expect(read(file)).toBe(before);
  });

  test('is replaced with --yes; what its user added stays', async () => {
    const machine = makeMachine();
    const file = given('claude-desktop', machine, before);
    expect(await run(machine, '--install', 'claude-desktop', '--yes')).toBe(0);
    expect(entryIn(file)).toEqual({
      command: machine.node,
      args: [machine.main],
      env: { TOKEN: 'hunter22' },
      disabled: true,
    });
    expect(machine.said.join('\n')).toMatch(/Replaced "sample" in Claude Desktop/);
    expect(machine.said.join('\n')).not.toMatch(/hunter22|abc123/);
  });

  test.each([
    [true, 0],
    [false, 1],
  ])('is asked about on a terminal: %s', async (answer, code) => {
    const machine = makeMachine({ isTerminal: true, answer });
    const file = given('claude-desktop', machine, before);
    expect(await run(machine, '--install', 'claude-desktop')).toBe(code);
    expect(machine.asked).toEqual(['Replace it?']);
    expect(read(file) === before).toBe(!answer);
    expect(machine.said.join('\n')).not.toMatch(/hunter22|abc123/);
  });

  test('a server at an address becomes one that is started', async () => {
    const machine = makeMachine();
    const file = given(
      'cursor',
      machine,
      '{"mcpServers":{"sample":{"url":"https://u:p@example.com/mcp?key=abc","headers":{"A":"b"}}}}',
    );
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow(
      /it starts {4}the address https:\/\/example\.com\/mcp\n/,
    );
    await run(machine, '--install', 'cursor', '--yes');
    expect(entryIn(file)).toEqual({ command: machine.node, args: [machine.main] });
  });

  test('that appears while it is asked about is not overwritten', async () => {
    const machine = makeMachine({ isTerminal: true });
    const file = given('cursor', machine, before);
    const changed = before.replace('old', 'newer');
    machine.ask = async () => {
      writeFileSync(file, changed);
      return true;
    };
    await expect(run(machine, '--install', 'cursor')).rejects.toThrow(/Another program changed "sample"/);
    expect(read(file)).toBe(changed);
  });
});

test.each<[string[], string]>([
  [['--token-command', 'gh auth token', '--key-file', '/k'], '--token-command "gh auth token" --key-file /k'],
  [
    ['--token', 'abc', '--x-api-key=abc', '--password', '--flag'],
    '--token [hidden] --x-api-key=[hidden] --password --flag',
  ],
  [['ghp_abc123', 'Authorization: Bearer abc.def'], 'ghp_[hidden] "Authorization: Bearer [hidden]"'],
  [['https://me:pw@example.com/x', 'a$b'], 'https://[hidden]@example.com/x "a$b"'],
])('what is shown of arguments: %j', (args, shown) => {
  expect(shownEntry({ command: 'c', args })).toBe(`c ${shown}`);
});
