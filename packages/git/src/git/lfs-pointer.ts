import type { LfsContent } from '../files/lfs-contents.ts';

const pointer =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n/;

/** Returns the content that a Git LFS pointer file stands for; undefined for any other text. */
export function pointerIn(text: string): LfsContent | undefined {
  const [, oid, size] = pointer.exec(text) ?? [];
  return oid === undefined ? undefined : { oid, size: Number(size) };
}
