import { domainToUnicode } from 'node:url';
import { ToolError } from '@mcp-reference/kit';

/** The addresses of one GitHub, without a final slash. */
export interface Host {
  rest: string;
  graphql: string;
  raw: string;
  web: string;
  /** The address where people sign in. */
  signIn: string;
  /** github.com and ghe.com have every feature; a server of one's own has what its version has. */
  kind: 'github.com' | 'ghe.com' | 'server';
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads what --host says: nothing for github.com, `https://name.ghe.com`, or the address of a GitHub Enterprise Server.
 * @throws ToolError `invalid` for an address that a token should not be sent to.
 */
export function hostOf(given: string | undefined): Host {
  if (given === undefined || given === '') return ofGitHub();
  const wrong = (why: string) => new ToolError('invalid', `--host ${JSON.stringify(given)} ${why}.`);
  if (!/^https?:\/\//.test(given)) throw wrong('must begin with https://, such as https://github.example.com');
  if (!URL.canParse(given)) throw wrong('is not an address');
  // Letters that look like others make another host of a familiar name.
  if (/[^!-~]/.test(given)) throw wrong('has characters other than ASCII; write the name in its xn-- form');
  const url = new URL(given);
  const { hostname, origin } = url;
  if (url.protocol === 'http:' && !loopback.has(hostname)) throw wrong('would send the token unencrypted; use https');
  if (/[@\\?#]/.test(given) || !['/', '/api/v3', '/api/v3/'].includes(url.pathname))
    throw wrong('must be only a scheme and a host');
  if (hostname.endsWith('.')) throw wrong('ends in a dot; leave it out');
  if (/^[\d.]+$|^\[/.test(hostname) && !given.includes(hostname)) throw wrong(`means ${hostname}; write it like that`);
  if (/^(?:www\.|api\.)?github\.com$/.test(hostname)) {
    if (url.port !== '') throw wrong('has a port, which github.com does not serve');
    return ofGitHub();
  }
  if (/(?:^|\.)github\.com\b/.test(hostname)) throw wrong(`is not github.com but ${hostname}`);
  const read = readableHost(hostname);
  if (read !== undefined && imitates(read))
    throw wrong(`is ${JSON.stringify(read)}, whose letters imitate another name`);
  if (hostname.endsWith('.ghe.com')) {
    const name = hostname.replace(/^api\./, '');
    return {
      rest: `https://api.${name}`,
      graphql: `https://api.${name}/graphql`,
      raw: `https://raw.${name}`,
      web: `https://${name}`,
      signIn: `https://${name}`,
      kind: 'ghe.com',
    };
  }
  return {
    rest: `${origin}/api/v3`,
    graphql: `${origin}/api/graphql`,
    raw: `${origin}/raw`,
    web: origin,
    signIn: origin,
    kind: 'server',
  };
}

/** The name that a host in its `xn--` form has for people; undefined for any other host. */
export const readableHost = (hostname: string): string | undefined =>
  /(?:^|\.)xn--/.test(hostname) ? domainToUnicode(hostname) : undefined;

/** The Latin letters in the names of GitHub's hosts, each with those of other alphabets that look like it. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'g\u0261\u050d\u0581',
    'i\u0456\u0131\u0269\u03b9\u0457\ua647',
    't\u0442\u03c4\u1d1b',
    'h\u04bb\u0570',
    'u\u057d\u03c5\u028b\u0446\u1d1c',
    'b\u042c\u044c\u0185\u0432\u13cf',
    'c\u0441\u03f2\u1d04',
    'e\u0435\u0454\u04bd',
    'o\u043e\u03bf\u0585',
    'm\u043c\u1d0d',
  ].flatMap(([letter = '', ...others]) => others.map((other) => [other, letter])),
);

/** True for a name of letters of several scripts, as no registry sells it today, and for one that looks like one of GitHub's. */
function imitates(name: string): boolean {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const folded = [...plain].map((letter) => lookalikes[letter] ?? letter).join('');
  if (/github|(?:^|\.)ghe\.com$/.test(folded)) return true;
  return plain
    .split('.')
    .some(
      (label) =>
        /\p{Script=Latin}/u.test(label) &&
        /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(label),
    );
}

/** A stand-in on this computer, for tests: everything below one address. */
export function hostOfStandIn(address: string): Host {
  const { hostname, origin } = new URL(address);
  if (!loopback.has(hostname)) throw new ToolError('invalid', 'A stand-in for GitHub must be on this computer.');
  return {
    rest: origin,
    graphql: `${origin}/graphql`,
    raw: `${origin}/raw`,
    web: 'https://github.com',
    signIn: origin,
    kind: 'github.com',
  };
}

function ofGitHub(): Host {
  return {
    rest: 'https://api.github.com',
    graphql: 'https://api.github.com/graphql',
    raw: 'https://raw.githubusercontent.com',
    web: 'https://github.com',
    signIn: 'https://github.com',
    kind: 'github.com',
  };
}
