/** What runs in the helper process: the sandbox, and the operations that a server builds on it. */
export { ToolError, type ErrorCode } from '../../errors.ts';
export { errnoOf } from '../errno.ts';
export { endsInSeparator, visible } from '../paths.ts';
export { Confined } from './confined.ts';
export { assertRegular, missing, type NamedSpot, type Spot } from './spot.ts';
export { Folder } from './folder.ts';
export type { Entry, Kind, Stat } from './stat.ts';
export type { Job, Operation, Operations, ParamsOf, ResultOf } from './job.ts';
export { OpenFile } from './open-file.ts';
export { openedFiles, stampOf } from './opened.ts';
export { outside, type Root } from './roots.ts';
export { serveHelper, type ServeOptions } from './serve.ts';
export { byName, sorted, walk, type Visit, type WalkOptions } from './walk.ts';
export { PendingFile } from './pending-file.ts';
export { isTemporary } from './temporary-name.ts';
export { appendToFile, createFile, replaceFile, sweep } from './write.ts';
