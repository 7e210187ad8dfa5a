/** What progress is written to: stderr, or what a test puts in its place. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export function step(
  doing: string,
  stream?: ProgressStream,
): {
  at(now: string): void;
  done(): void;
  failed(): void;
};
