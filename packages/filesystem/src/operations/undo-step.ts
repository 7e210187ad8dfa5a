import {
  createFile,
  forgetTrashed,
  replaceFile,
  ToolError,
  truncateFile,
  visible,
  type Confined,
  type Folder,
  type Job,
} from '@mcp-reference/kit/sandbox';
import { contentOf, isInTrash, recordWrite, type Step } from '../files/journal.ts';
import type { Steps } from '../files/detect.ts';
import { hashOf, hashOfFile } from '../files/hash.ts';
import { headerName } from '../files/shown.ts';
import { move } from './move.ts';
import { removeSpot, stateOf } from './remove.ts';
import { assertAppended, changed } from './undo-check.ts';
import { maxEditable } from './write.ts';

/** Undoes one step. Returns what was done, a line or none. */
export function* takeBack(fs: Confined, step: Step, job: Job): Steps<string[]> {
  if (step.did === 'move') {
    yield* move(fs, { source: step.to, destination: step.from }, job);
    return linesOf(step);
  }
  const { folder, name, stat } = fs.named(step.path);
  switch (step.did) {
    case 'trash':
      // Checked again: the list of changes is a file like others.
      if (!isInTrash(step.target))
        throw new ToolError('not_found', `"${visible(step.path)}" is no longer in the trash.`);
      folder.bringBack(step.target, name);
      forgetTrashed(step.target);
      return linesOf(step);
    case 'make':
      if (stat?.kind !== 'folder') return [];
      // Other things may be in it by now.
      if (!folder.child(name).isEmpty()) return [`kept the folder ${headerName(step.path)}, which is not empty`];
      folder.removeFolder(name);
      return linesOf(step);
    case 'copy':
      if ((yield* stateOf(fs, step.path)) !== step.state) throw changed(step.path);
      yield* removeSpot(fs.named(step.path), { files: 0, folders: 0 }, job);
      return linesOf(step);
    case 'append':
      truncateFile(folder, name, step.before, () => assertAppended(fs, step));
      restoreTime(folder, name, step.modified);
      return linesOf(step);
    case 'write':
      yield* restore(fs, step);
      return linesOf(step);
  }
}

function* restore(fs: Confined, step: Step & { did: 'write' }): Steps<void> {
  const { folder, name, stat } = fs.named(step.path);
  const file = folder.open(name);
  const old = file.stat();
  if (old.size > maxEditable) {
    if (step.before !== null || (yield* hashOfFile(file)) !== step.after) throw changed(step.path);
    file.close();
    folder.removeFile(name);
    return;
  }
  const now = file.readAll(maxEditable);
  file.close();
  if (hashOf(now) !== step.after) throw changed(step.path);
  if (step.before === null) {
    folder.removeFile(name);
    return;
  }
  const bytes = contentOf(step.before);
  if (bytes === undefined)
    throw new ToolError('not_found', `The old content of "${visible(step.path)}" is no longer kept.`);
  if (stat === undefined) createFile(folder, name, bytes);
  else replaceFile(folder, name, old, bytes);
  restoreTime(folder, name, step.modified);
  recordWrite(folder, name, now, hashOf(bytes), old.modified);
}

/** Gives a file the time that its old content had, where the system lets it. */
function restoreTime(folder: Folder, name: string, modified: number | undefined): void {
  if (modified === undefined) return;
  try {
    // It may be a link by now.
    folder.setLinkTimes(name, folder.stat(name).accessed, modified);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

/** Describes the undoing of a step. */
export function linesOf(step: Step): string[] {
  switch (step.did) {
    case 'move':
      return [`moved ${headerName(step.to)} back to ${headerName(step.from)}`];
    case 'trash':
      return [`brought back ${headerName(step.path)}`];
    case 'make':
      return [`removed the folder ${headerName(step.path)}`];
    case 'copy':
      return [`removed the copy ${headerName(step.path)}`];
    case 'append':
      return [`removed what was appended to ${headerName(step.path)}`];
    case 'write':
      return [
        step.before === null ? `removed the new file ${headerName(step.path)}` : `restored ${headerName(step.path)}`,
      ];
  }
}
