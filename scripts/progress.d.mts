/** The stream for progress: stderr, or a replacement in tests. */
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
