import { describe, expect, test } from 'vitest';
import { allOptions, commonOptions } from '../src/common-options.ts';
import { defaultOf, flagOf, helpText, parseOptions, UsageError, type Options } from '../src/options.ts';

const options = {
  folders: { type: 'directories', positional: true, env: 'T_FOLDERS', description: 'Folders to use.' },
  extra: { type: 'directories', env: 'T_EXTRA', description: 'More.' },
  home: { type: 'directory', env: 'T_HOME', description: 'One folder.' },
  isQuiet: { type: 'boolean', default: false, env: 'T_QUIET', description: 'Say less.' },
  maxItems: { type: 'number', default: 5, min: 1, max: 9, env: 'T_MAX', description: 'How many.' },
  color: { type: 'choice', choices: ['red', 'blue'], default: 'red', env: 'T_COLOR', description: 'Which color.' },
  tags: { type: 'list', env: 'T_TAGS', description: 'Words.' },
  name: { type: 'string', default: 'anon', env: 'T_NAME', description: 'A name.' },
  nick: { type: 'string', env: 'T_NICK', description: 'Another name.' },
  token: { type: 'secret', env: 'T_TOKEN', description: 'A secret.' },
} as const satisfies Options;

const parse = (argv: string[], env: Record<string, string> = {}) => parseOptions(options, argv, env, ':');
const failure = (argv: string[], env: Record<string, string> = {}): string => {
  try {
    parse(argv, env);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('values', () => {
  test('defaults', () => {
    expect(parse([])).toEqual({
      folders: [],
      extra: [],
      home: undefined,
      isQuiet: false,
      maxItems: 5,
      color: 'red',
      tags: [],
      name: 'anon',
      nick: undefined,
      token: undefined,
    });
  });

  test('flags', () => {
    expect(
      parse([
        'a',
        '--extra',
        'x',
        '--extra=y',
        '--is-quiet',
        '--max-items',
        '9',
        '--color',
        'blue',
        '--tags',
        'p, q,,',
        '--name',
        'n',
        '--home',
        'h',
        'b',
      ]),
    ).toMatchObject({
      folders: ['a', 'b'],
      extra: ['x', 'y'],
      home: 'h',
      isQuiet: true,
      maxItems: 9,
      color: 'blue',
      tags: ['p', 'q'],
      name: 'n',
    });
  });

  test('the environment', () => {
    const env = {
      T_FOLDERS: 'a::b',
      T_EXTRA: 'x:y',
      T_HOME: 'h',
      T_QUIET: 'yes',
      T_MAX: '1',
      T_COLOR: 'blue',
      T_TAGS: 'p,q',
      T_NAME: 'n',
      T_NICK: 'k',
      T_TOKEN: 's',
    };
    expect(parse([], env)).toEqual({
      folders: ['a', 'b'],
      extra: ['x', 'y'],
      home: 'h',
      isQuiet: true,
      maxItems: 1,
      color: 'blue',
      tags: ['p', 'q'],
      name: 'n',
      nick: 'k',
      token: 's',
    });
  });

  test('a wrong limit in the environment is reported and ignored; a wrong permission or flag is not', () => {
    const told: string[] = [];
    const env = { T_MAX: '60000', T_NAME: 'n' };
    expect(parseOptions(options, [], env, ':', (sentence) => void told.push(sentence))).toMatchObject({
      maxItems: 5,
      name: 'n',
    });
    expect(told).toEqual(['T_MAX must be a whole number from 1 to 9, not "60000". It is ignored.']);
    expect(failure(['--max-items', '60000'])).toMatch(/--max-items must be/);
    expect(failure([], { T_QUIET: 'perhaps' })).toMatch(/T_QUIET must be true or false/);
    expect(failure([], { T_COLOR: 'green' })).toMatch(/T_COLOR must be one of/);
    const strict = {
      rows: { type: 'number', default: 5, min: 1, max: 9, strict: true, env: 'T_ROWS', description: 'x' },
    };
    expect(() => parseOptions(strict as Options, [], { T_ROWS: 'many' }, ':')).toThrow(/T_ROWS must be/);
  });

  test('~ is the home folder in paths, in flags and variables alike', () => {
    const env = { HOME: '/home/me', T_EXTRA: '~/x:~', T_NAME: '~/n' };
    expect(parse(['~/dev1', 'a~', '~other/x', '--home', '~/h'], env)).toMatchObject({
      folders: ['/home/me/dev1', 'a~', '~other/x'],
      extra: ['/home/me/x', '/home/me'],
      home: '/home/me/h',
      name: '~/n',
    });
  });

  test('flags win over the environment, an empty variable is none', () => {
    const env = { T_FOLDERS: 'env', T_QUIET: 'true', T_MAX: '2', T_COLOR: '', T_TAGS: 'env', T_NAME: '' };
    expect(parse(['flag', '--max-items', '3', '--tags', 'flag'], env)).toMatchObject({
      folders: ['flag'],
      isQuiet: true,
      maxItems: 3,
      color: 'red',
      tags: ['flag'],
      name: 'anon',
    });
  });

  test.each([
    ['1', true],
    ['true', true],
    ['YES', true],
    ['on', true],
    ['0', false],
    ['false', false],
    ['No', false],
    ['OFF', false],
  ])('%s in the environment is %s', (text, value) => {
    expect(parse([], { T_QUIET: text }).isQuiet).toBe(value);
  });

  test('after -- everything is positional', () => {
    expect(parse(['--', '--is-quiet']).folders).toEqual(['--is-quiet']);
  });

  test('another separator of folders', () => {
    expect(parseOptions(options, [], { T_FOLDERS: 'C:\\a;D:\\b' }, ';').folders).toEqual(['C:\\a', 'D:\\b']);
  });

  test('a secret comes from the environment alone', () => {
    expect(failure(['--token', 's'])).toMatch(/'--token'/);
  });
});

describe('errors', () => {
  test.each<[string[], Record<string, string>, RegExp]>([
    [['--nope'], {}, /'--nope'/],
    [['-x'], {}, /'-x'/],
    [['--max-items'], {}, /--max-items/],
    [['--max-items', 'x'], {}, /^--max-items must be a whole number from 1 to 9, not "x"\.$/],
    [['--max-items', '0'], {}, /not "0"/],
    [['--max-items', '10'], {}, /not "10"/],
    [['--max-items', '2.5'], {}, /not "2.5"/],
    [['--max-items', ''], {}, /not ""/],
    [['--max-items', 'NaN'], {}, /not "NaN"/],
    [['--color', 'green'], {}, /^--color must be one of red, blue, not "green"\.$/],
    [['--is-quiet=no'], {}, /--is-quiet/],
    [[''], {}, /empty/],
    [['--extra', ''], {}, /empty/],
    [[], { T_QUIET: 'perhaps' }, /^T_QUIET must be true or false, not "perhaps"\.$/],
  ])('%j %j', (argv, env, told) => {
    expect(failure(argv, env)).toMatch(told);
  });

  test.each<[Record<string, string>, string]>([[{ T_COLOR: 'green' }, 'T_COLOR']])(
    'a wrong value in the environment is reported by the name of its variable: %j',
    (env, variable) => {
      expect(failure([], env)).toContain(variable);
    },
  );

  test('what is required is asked for with flag, variable and what it is', () => {
    const strict = {
      folder: { type: 'directory', required: true, env: 'T_FOLDER', description: 'Folder of notes.' },
    } as const satisfies Options;
    expect(() => parseOptions(strict, [], {}, ':')).toThrow(
      new UsageError('--folder (or T_FOLDER) is required: Folder of notes.'),
    );
    expect(parseOptions(strict, [], { T_FOLDER: 'x' }, ':').folder).toBe('x');
    const many = {
      folders: { type: 'directories', positional: true, required: true, env: 'T_FOLDERS', description: 'Folders.' },
    } as const satisfies Options;
    expect(() => parseOptions(many, [], { T_FOLDERS: ':' }, ':')).toThrow(UsageError);
  });

  test('without positional options what stands alone is refused', () => {
    expect(() => parseOptions(commonOptions, ['stray'], {}, ':')).toThrow(/stray/);
  });
});

describe('help', () => {
  const text = helpText('tester', 'The tester', options);

  test('every option has its line: flag, variable, description, default', () => {
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual(['The tester', '', 'Usage: tester [options] <folder> ...', '']);
    for (const [key, { env, description }] of Object.entries(options)) {
      const line = lines.find((one) => one.includes(description)) ?? '';
      expect(line, key).toContain(env);
      if (key !== 'token' && key !== 'folders') expect(line, key).toContain(flagOf(key));
    }
    expect(text).toMatch(/ --max-items <n> +T_MAX +How many\. Default: 5\.$/m);
    expect(text).toMatch(/ --color red\|blue +T_COLOR +Which color\. Default: red\.$/m);
    expect(text).toMatch(/ --is-quiet +T_QUIET +Say less\.$/m);
    expect(text).toMatch(/^ {2}<folder> \.\.\. +T_FOLDERS +Folders to use\.$/m);
    expect(text).not.toContain('--token');
  });

  test('columns line up', () => {
    const starts = text
      .split('\n')
      .filter((line) => /T_[A-Z]+ /.test(line))
      .map((line) => line.search(/T_[A-Z]+/));
    expect(new Set(starts).size).toBe(1);
  });

  test('without positional options there are none in the usage', () => {
    expect(helpText('x', 'X', commonOptions)).toContain('Usage: x [options]\n');
    expect(helpText('x', 'X', allOptions({ name: 'my-x', options: {} }))).toContain(' MCP_MY_X_TIMEOUT ');
    expect(helpText('x', 'X', allOptions({ name: 'x', options: {}, callers: { auth: 'notes' } }))).toContain(
      '"oauth", "notes" for',
    );
  });

  test('names and defaults', () => {
    expect(['readOnly', 'maxOutput', 'x', 'aBC'].map(flagOf)).toEqual([
      '--read-only',
      '--max-output',
      '--x',
      '--a-b-c',
    ]);
    expect(defaultOf(commonOptions.timeout)).toBe(' Default: 60.');
    expect(defaultOf(commonOptions.maxOutput)).toBe('');
    expect(defaultOf(commonOptions.readOnly)).toBe('');
    expect(defaultOf(commonOptions.tools)).toBe('');
  });
});

describe('earlier names of environment variables', () => {
  const all = allOptions({ name: 'files', options: {} });
  const read = (env: Record<string, string>) => {
    const warnings: string[] = [];
    return { values: parseOptions(all, [], env, ':', (sentence) => warnings.push(sentence)), warnings };
  };

  test('still restrict a server, with a warning', () => {
    const { values, warnings } = read({
      MCP_READ_ONLY: '1',
      MCP_EXCLUDE_TOOLS: 'delete_path',
      MCP_OAUTH_ISSUER: 'https://i.example',
    });
    expect(values).toMatchObject({ readOnly: true, excludeTools: ['delete_path'], oauthIssuer: 'https://i.example' });
    expect(warnings).toContain('MCP_READ_ONLY is an earlier name of MCP_FILES_READ_ONLY; use that.');
    expect(warnings).toHaveLength(3);
  });

  test('give way to the current name', () => {
    expect(read({ MCP_READ_ONLY: '1', MCP_FILES_READ_ONLY: '0' })).toMatchObject({
      values: { readOnly: false },
      warnings: [],
    });
  });

  test('of settings that allow more, or that belong to other programs, are ignored', () => {
    const { values, warnings } = read({ MCP_NO_CONFIRM: '1', MCP_TIMEOUT: '60000', MCP_TOOLSETS: 'all' });
    expect(values).toMatchObject({ noConfirm: false, timeout: 60, toolsets: [] });
    expect(warnings).toEqual([]);
  });
});
