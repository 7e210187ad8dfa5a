import { ToolError, visible, type Confined, type Folder, type Stat } from '@mcp-reference/kit/sandbox';
import { Branch } from './archive-branch.ts';
import { shortName } from './archive-names.ts';
import { count } from './size.ts';

/** What one extraction has made so far, and how it is taken back. */
export class Undo {
  /** Folders that lead to the destination, as the caller would name them, outermost first. */
  readonly above: string[] = [];
  readonly folders: (readonly string[])[] = [];
  readonly files: { names: readonly string[]; stat: Stat }[] = [];

  /**
   * Removes what was made, and nothing that someone else put in its place or into it.
   * @returns what to tell of it.
   */
  run(fs: Confined, destination: Folder | undefined): string {
    if (this.above.length + this.folders.length + this.files.length === 0) return 'Nothing was written.';
    const left: string[] = [];
    const remove = (name: string, act: () => void) => {
      try {
        act();
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        left.push(name);
      }
    };
    if (destination !== undefined) {
      const branch = new Branch(destination);
      for (const { names, stat } of this.files.toReversed()) {
        const [name, path] = [names.at(-1) ?? '', names.join('/')];
        remove(path, () => {
          const folder = branch.at(names.slice(0, -1));
          if (isUnchanged(stat, folder.find(name))) folder.removeFile(name);
          else left.push(path);
        });
      }
      for (const names of this.folders.toReversed()) {
        remove(names.join('/'), () => branch.at(names.slice(0, -1)).removeFolder(names.at(-1) ?? ''));
      }
      branch.close();
    }
    for (const path of this.above.toReversed()) {
      remove(path, () => {
        const { folder, name } = fs.named(path);
        folder.removeFolder(name);
      });
    }
    if (left.length === 0) return `What had been written (${count(this.files.length, 'file')}) was removed again.`;
    const examples = left.slice(0, 5).map((name) => `"${shortName(name)}"`);
    return `Of what had been written, ${count(left.length, 'entry', 'entries')} could not be removed again: ${examples.join(', ')}${left.length > 5 ? ' ...' : ''} in "${visible(destination?.shown ?? this.above.at(-1) ?? '')}".`;
  }
}

/** The inode of a file that was removed is soon another file's: its number alone proves nothing. */
const isUnchanged = (made: Stat, now: Stat | undefined): boolean =>
  now?.identity === made.identity && now.size === made.size && now.modified === made.modified;
