/** What a server's own code imports. */
export * as z from 'zod/v4';
export { findSecret, redact, Secret, secretFromFile } from './auth/secret.ts';
export { secretFile, storedSecret, storeSecret } from './auth/store.ts';
export { allOptions, commonOptions, type CommonValues } from './common-options.ts';
export { ToolError, type ErrorCode, type FailureOptions } from './errors.ts';
export { loadedTools, type Announcement, type LateTool, type LateTools } from './serve/late-tool.ts';
export { createLog, type Log } from './log.ts';
export { defaultOf, flagOf, placeholderOf, type Option, type Options, type Values } from './options.ts';
export { fromCursor, pageInput, pageOutput, toCursor } from './page.ts';
export type { Prompt, PromptArgument } from './prompt.ts';
export type { ResourceContent, ResourceEntry, Resources, ResourceTemplate } from './resource.ts';
export { visible } from './sandbox/paths.ts';
export { allowedBy, type Allowance } from './sandbox/allowed-by.ts';
export type { Operations, ParamsOf, ResultOf } from './sandbox/helper/job.ts';
export type { Only } from './sandbox/helper/roots.ts';
export type { Loss } from './sandbox/keeping.ts';
export { forcedMode, Sandbox, type Folders, type SandboxOptions, type SandboxPath } from './sandbox/sandbox.ts';
export { announce } from './serve/announce.ts';
export { run } from './serve/run.ts';
export {
  allTools,
  defineServer,
  offeredTools,
  toolsetsOf,
  wholeServer,
  withMoreTools,
  type Callers,
  type Offer,
  type Opened,
  type Server,
} from './server.ts';
export {
  defineTool,
  type Annotations,
  type Block,
  type Call,
  type Consent,
  type Question,
  type Replies,
  type Tool,
} from './tool.ts';
export { watchPath } from './watch.ts';
