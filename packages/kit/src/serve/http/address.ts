import { hostname, networkInterfaces } from 'node:os';
import { UsageError } from '../../options.ts';

/** The address that a server listens on. */
export interface Address {
  /** A name or an IP address, IPv6 without brackets. */
  host: string;
  /** 0 picks any free port. */
  port: number;
}

export function parseAddress(text: string): Address {
  const parts = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(parts?.[3]);
  if (parts === null || port > 65_535)
    throw new UsageError(`--http must be a port or host:port, such as 8080 or [::1]:8080, not "${text}".`);
  return { host: parts[1] ?? parts[2] ?? '127.0.0.1', port };
}

/** True if only programs on this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Formats a host for a URL: IPv6 in brackets. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Returns the host names that requests may use. Any other name in `Host` was pointed at this machine by someone else
 * (DNS rebinding).
 */
export function allowedHostnames({ host }: Address, publicUrl: URL, more: readonly string[]): Set<string> {
  const own = isLoopback(host)
    ? ['localhost', '127.0.0.1', '[::1]', inUrl(host)]
    : ['localhost', inUrl(host), hostname(), ...interfaceAddresses()];
  return new Set([...own, publicUrl.hostname, ...more].map((name) => name.toLowerCase()));
}

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => inUrl(address)));
