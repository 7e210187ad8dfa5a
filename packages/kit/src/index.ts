/** The core: everything needed to define a server and its tools. */
export * as z from './schema/z.ts';
export { count, grouped, readableSize } from './answer/count.ts';
export { firstOf, moreWith, PageRoom, under, type Facts } from './answer/lines.ts';
export { hasInvisible, invisibleIn, isInvisible, visible, writeInvisible } from './answer/invisible.ts';
export { near } from './answer/near.ts';
export { cutMiddle, named, quoted } from './answer/quote.ts';
export { allOptions, commonOptions, type CommonValues } from './common-options.ts';
export { afterDeadline, internalCall } from './deadline.ts';
export { ToolError, type ErrorCode, type FailureOptions } from './errors.ts';
export { globText, jsonText } from './text-kinds.ts';
export { argumentsOf, type Argument, type Glossary } from './glossary.ts';
export { createLog, type Log } from './log.ts';
export { defaultOf, flagOf, placeholderOf, type Option, type Options, type Values } from './options.ts';
export { fromCursor, pageInput, pageOutput, toCursor, toLastingCursor } from './page.ts';
export type { Prompt, PromptArgument } from './prompt.ts';
export type { ResourceAnnotations, ResourceContent, ResourceEntry, Resources, ResourceTemplate } from './resource.ts';
export { decodedWords, findSecret, holdsSecret, redact, Secret, secretFromFile } from './secrets/secret.ts';
export { SecretStore } from './secrets/store.ts';
export { defineServer, type Callers, type Opened, type Server, type Start } from './server.ts';
export {
  defineTool,
  type About,
  type Annotations,
  type Block,
  type Call,
  type Question,
  type Replies,
  type Tool,
} from './tool.ts';
export { namedByUser, type EarlierAnswer, type Labels } from './trust.ts';
export {
  loadTools,
  offeredTools,
  type ListedTool,
  type LoadedTool,
  type Offer,
  type Toolset,
  type Toolsets,
} from './toolsets.ts';
export { isRecord } from './is-record.ts';
