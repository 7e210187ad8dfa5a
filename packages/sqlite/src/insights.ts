/** Findings about the data in this session: the text behind `memo://insights`. */
export class Insights {
  readonly #all: string[] = [];
  readonly #listeners = new Set<() => void>();

  add(insight: string): void {
    this.#all.push(insight);
    for (const changed of this.#listeners) changed();
  }

  watch(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  memo(): string {
    if (this.#all.length === 0) return 'No insights have been noted yet.';
    return ['Insights so far:', '', ...this.#all.map((insight) => `- ${insight}`)].join('\n');
  }
}
