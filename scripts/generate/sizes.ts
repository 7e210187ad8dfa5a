import { budgetOf } from '../budgets.ts';
import type { Package } from '../packages.ts';

/** Formats the size limits of installed packages as a Markdown table. */
export function sizeTable(servers: readonly Package[]): string {
  const rows = servers.map(({ name, short }) => {
    const { packedKb, unpackedKb, native } = budgetOf(short);
    const beside = native
      ? native.onWindows
        ? `on Windows one package, ${megabytes(native.kb)}: ${listed(native.names, ' or ')}`
        : `${native.packages} packages, ${megabytes(native.kb)}: ${listed(native.names, ', ')} and what they need`
      : 'nothing';
    return `| \`${name}\` | ${packedKb} kB | ${megabytes(unpackedKb)} | ${beside} |`;
  });
  return ['| package | download | on the disk | beside it, native |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const listed = (names: readonly string[], between: string): string => names.map((one) => `\`${one}\``).join(between);

const megabytes = (kb: number): string => `${Number((kb / 1000).toFixed(2))} MB`;
