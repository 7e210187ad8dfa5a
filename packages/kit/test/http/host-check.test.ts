import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { HostCheck } from '../../src/serve/http/host-check.ts';

const checked = (host: string | undefined, origin?: string) => () =>
  new HostCheck(new Set(['localhost', '127.0.0.1', '[::1]']), ['https://app.example/']).check({
    headers: { ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) },
  } as IncomingMessage);

test.each(['localhost', 'localhost:3000', 'LOCALHOST', '[::1]:3000', 'localhost:', 'localhost:0'])(
  'takes the host %s',
  (host) => {
    expect(checked(host)).not.toThrow();
  },
);

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.example@localhost',
  'localhost/evil',
  'localhost evil',
  'localhost:99999',
  // Other spellings of the same address or name, and what only looks like a name.
  '127.1',
  '2130706433',
  '0x7f.1',
  '017700000001',
  'localhost.',
  '127.0.0.1.',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::1%25lo]',
  'local\u24D7ost',
  'localhost\u00AD',
  'local%68ost',
  'user:pass@localhost',
  'localhost#',
  'localhost?x',
  'localhost\\evil',
  'localhost,evil.example',
])('refuses the host %s', (host) => {
  expect(checked(host)).toThrow('This host name is not one of the server');
});

test.each([
  'https://app.example',
  'HTTPS://APP.EXAMPLE',
  'http://localhost:3000',
  // Behind a proxy that ends TLS, the server cannot know the page's protocol.
  'https://localhost:3000',
])('takes the page %s', (origin) => {
  expect(checked('localhost:3000', origin)).not.toThrow();
});

test.each([
  'null',
  '',
  'https://evil.example',
  'http://localhost',
  'http://localhost:3001',
  'ftp://localhost:3000',
  'http://user@localhost:3000',
  'http://localhost:3000/page',
  'http://localhost.:3000',
  'http://localhost:03000',
  'http://localhost:',
  'http://localhost:0',
  'http://127.0.0.1:3000',
  'http://127.1:3000',
  'http://2130706433:3000',
  'http://[::1]:3000',
  'http://local\u24D7ost:3000',
  'http://local%68ost:3000',
  'http://localhost:3000#',
  'http://localhost:3000\\@evil.example',
  'https://app.example.',
  'https://app.example:444',
  'https://xn--app.example',
  'https://app.example https://evil.example',
  'NULL',
  'chrome-extension://app.example',
])('refuses the page %s', (origin) => {
  expect(checked('localhost:3000', origin)).toThrow('This web page may not call the server');
});
