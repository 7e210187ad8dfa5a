import { plain } from './text.ts';

/** Marks of entries that are not ordinary files. */
const kinds: Readonly<Record<string, string>> = { '100755': ' executable', '120000': ' link', '160000': ' submodule' };

interface Entry {
  path: string;
  type: string;
  mode: string;
  sha?: string | null;
  size?: number | null;
}

/** `src/index.ts 1a2b3c4d5e6f 120` */
export function treeLine({ path, type, mode, size, sha }: Entry): string {
  const bytes = size === undefined || size === null ? '' : ` ${size}`;
  return `${plain(path)}${type === 'tree' ? '/' : ''} ${sha?.slice(0, 12) ?? ''}${bytes}${kinds[mode] ?? ''}`;
}
