import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Writes generated files, or with `check` only compares them. */
export class GeneratedFiles {
  /** The files that were out of date. */
  readonly stale: string[] = [];
  readonly #check: boolean;

  constructor({ check }: { check: boolean }) {
    this.#check = check;
  }

  write(file: string, text: string): void {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
    this.stale.push(file);
    if (!this.#check) writeFileSync(file, text);
  }

  remove(file: string): void {
    this.stale.push(file);
    if (!this.#check) rmSync(file);
  }
}
