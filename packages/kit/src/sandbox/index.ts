/**
 * Access to the disk that cannot leave the allowed folders. The server process uses `Sandbox`; helper processes use the
 * rest, through `serveHelper`.
 */
export { attempt } from '../attempt.ts';
export { count, readableSize } from '../answer/count.ts';
export { PageRoom, under } from '../answer/lines.ts';
export { hasInvisible, invisibleIn } from '../answer/invisible.ts';
export { ToolError, type ErrorCode } from '../errors.ts';
export { allowedBy, type Allowance } from './allowed-by.ts';
export * as earlyFiles from './early-files.ts';
export { errnoOf } from './errno.ts';
export type { HelperLoss } from './helper-policy.ts';
export { below, contains, endsInSeparator, inside, visible } from './paths.ts';
export { rootsFor, type ClientRootsUse } from './roots-use.ts';
export type { InlineOptions } from './inline/inline.ts';
export type { AllowedFolder } from './look-up.ts';
export { forcedMode, Sandbox, type SandboxOptions, type SandboxPath } from './sandbox.ts';
export { watchPath } from './watch.ts';
export { copyAttributes } from './helper/attributes.ts';
export { Confined } from './helper/confined.ts';
export { copyFolderAttributes, withAttributes } from './helper/folder-attributes.ts';
export { Folder } from './helper/folder.ts';
export { emptyWhenLarge } from './helper/give-back.ts';
export { setFolderMode, setFolderOwner, setFolderTimes } from './helper/folder-metadata.ts';
export { copyMarks, withMarks } from './helper/marks.ts';
export { assertNothingHidden } from './helper/nothing-hidden.ts';
export type { PatternList } from './helper/deny-list.ts';
export { Hiding, type HidingOptions } from './helper/hiding.ts';
export type { Job, Operation, Operations, ParamsOf, ResultOf, Waiting } from './helper/job.ts';
export { OpenFile } from './helper/open-file.ts';
export { lookAt, openedFiles, stampOf, type FileLook } from './helper/opened.ts';
export { configurationFolders, readConfiguration } from './helper/own-files.ts';
export { OwnStore } from './helper/own-store.ts';
export { freeIn, forgetTrashed, isTrashed, trashPlace } from './helper/trash.ts';
export { PendingFile } from './helper/pending-file.ts';
export { outside, type NameFilter, type Root } from './helper/roots.ts';
export { serveHelper, type ServeOptions } from './helper/serve.ts';
export { assertRegular, missing, withName, type NamedSpot, type Spot } from './helper/spot.ts';
export type { Entry, Kind, Stat } from './helper/stat.ts';
export { isTemporary } from './helper/temporary-name.ts';
export { byName, sorted, walk, type Visit, type WalkOptions } from './helper/walk.ts';
export { findProgram, isProgram, pathsOf, splitCommand, windowsProgram, type ProgramLookup } from './programs.ts';
export { appendToFile, createFile, replaceFile, sweep, truncateFile } from './helper/write.ts';
