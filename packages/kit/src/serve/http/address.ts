import { hostname, networkInterfaces } from 'node:os';
import { UsageError } from '../../options.ts';

/** Where a server listens. */
export interface Address {
  /** A name or an IP address, IPv6 without brackets. */
  host: string;
  /** 0 is any free one. */
  port: number;
}

export function parseAddress(text: string): Address {
  const parts = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(parts?.[3]);
  if (parts === null || port > 65_535)
    throw new UsageError(`--http must be a port or host:port, such as 8080 or [::1]:8080, not "${text}".`);
  return { host: parts[1] ?? parts[2] ?? '127.0.0.1', port };
}

/** Whether only programs on this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** As it stands in an address: IPv6 in brackets. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * The host names under which a server may be called. Anything else in `Host` is a name that somebody else pointed at
 * this machine (DNS rebinding).
 */
export function allowedHostnames({ host }: Address, publicUrl: URL, more: readonly string[]): Set<string> {
  const own = isLoopback(host)
    ? ['localhost', '127.0.0.1', '[::1]', inUrl(host)]
    : ['localhost', inUrl(host), hostname(), ...interfaceAddresses()];
  return new Set([...own, publicUrl.hostname, ...more].map((name) => name.toLowerCase()));
}

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => inUrl(address)));
