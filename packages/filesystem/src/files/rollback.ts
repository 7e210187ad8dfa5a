import { ToolError, visible, type Confined, type Folder, type Stat, count } from '@mcp-reference/kit/sandbox';
import { Branch } from './branch.ts';
import { shortName } from './archive/names.ts';

/** Everything that one call has made so far below a folder, so that a failure can take it back. */
export class Rollback {
  readonly #fs: Confined;
  /** Folders that lead to the destination, as the caller would name them, outermost first. */
  readonly #above: { path: string; shown: string }[] = [];
  readonly #folders: (readonly string[])[] = [];
  readonly #files: { names: readonly string[]; stat: Stat | undefined }[] = [];
  /** True after a run that could not remove everything. */
  #remains = false;

  constructor(fs: Confined) {
    this.#fs = fs;
  }

  /** @param shown the name of the folder in errors */
  above(path: string, shown: string): void {
    this.#above.push({ path, shown });
  }

  get aboveCount(): number {
    return this.#above.length;
  }

  folder(names: readonly string[]): void {
    this.#folders.push(names);
  }

  /** `stat` is what the new file or link is. */
  file(names: readonly string[], stat: Stat | undefined): void {
    this.#files.push({ names, stat });
  }

  /** Takes everything back and returns the error with what became of it. */
  explain(error: unknown, destination: Folder | undefined): unknown {
    const isEmpty = this.#above.length + this.#folders.length + this.#files.length === 0;
    const said = isEmpty ? 'Nothing was written.' : this.#run(destination);
    // What was written in part, its own error says.
    if (!(error instanceof ToolError) || (isEmpty && error.reason === 'partial')) return error;
    const reason = this.#remains ? 'partial' : error.reason;
    return new ToolError(error.code, `${error.message} ${said}`, {
      cause: error.cause ?? error,
      ...(reason !== undefined && { reason }),
    });
  }

  /**
   * Removes what was made, and nothing that another program put in its place or into it.
   * @returns a sentence that says what is left.
   */
  #run(destination: Folder | undefined): string {
    const left: string[] = [];
    const remove = (name: string, act: () => void) => {
      try {
        act();
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        if (error.code !== 'not_found') left.push(name);
      }
    };
    if (destination !== undefined) this.#removeBelow(destination, left, remove);
    for (const { path, shown } of this.#above.toReversed()) {
      remove(shown, () => {
        const { folder, name } = this.#fs.named(path);
        folder.removeFolder(name);
      });
    }
    this.#remains = left.length > 0;
    if (!this.#remains) return `What had been written (${count(this.#files.length, 'file')}) was removed again.`;
    const examples = left.slice(0, 5).map((name) => `"${shortName(name)}"`);
    return `Of what had been written, ${count(left.length, 'entry', 'entries')} could not be removed again: ${examples.join(', ')}${left.length > 5 ? ' ...' : ''} in "${visible(destination?.shown ?? this.#above.at(-1)?.shown ?? '')}".`;
  }

  #removeBelow(destination: Folder, left: string[], remove: (name: string, act: () => void) => void): void {
    const branch = new Branch(destination);
    for (const { names, stat } of this.#files.toReversed()) {
      const [name, path] = [names.at(-1) ?? '', names.join('/')];
      remove(path, () => {
        const folder = branch.at(names.slice(0, -1));
        if (stat !== undefined && isUnchanged(stat, folder.find(name))) folder.removeFile(name);
        else left.push(path);
      });
    }
    for (const names of this.#folders.toReversed()) {
      remove(names.join('/'), () => branch.at(names.slice(0, -1)).removeFolder(names.at(-1) ?? ''));
    }
    branch.close();
  }
}

/** The inode of a file that was removed is soon another file's: its number alone proves nothing. */
export const isUnchanged = (made: Stat, now: Stat | undefined): boolean =>
  now?.identity === made.identity && now.size === made.size && now.modified === made.modified;
