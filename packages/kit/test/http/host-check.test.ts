import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { HostCheck } from '../../src/serve/http/host-check.ts';

const checked = (host: string | undefined, origin?: string) => () =>
  new HostCheck(new Set(['localhost', '[::1]']), ['https://app.example/']).check({
    headers: { ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) },
  } as IncomingMessage);

test.each(['localhost', 'localhost:3000', 'LOCALHOST', '[::1]:3000'])('takes the host %s', (host) => {
  expect(checked(host)).not.toThrow();
});

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.example@localhost',
  'localhost/evil',
  'localhost evil',
  'localhost:99999',
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
])('refuses the page %s', (origin) => {
  expect(checked('localhost:3000', origin)).toThrow('This web page may not call the server');
});
