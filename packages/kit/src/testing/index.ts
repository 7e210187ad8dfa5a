/** Shared helpers for the servers' tests. Never part of a published package. */
export { checkPages, type PagesScene } from './check-pages.ts';
export { checkReadOnly, type ReadOnlyScene } from './check-read-only.ts';
export { serverChecks, type Check, type ServerPolicy } from './check-server.ts';
export { checkStructured, type StructuredSample, type StructuredScene } from './check-structured.ts';
export { requiredScenarios, revisions, runConformance, type Conformance, type Revision } from './conformance.ts';
export { hostKeys, SetUp, type HostKey } from './set-up.ts';
export { copyFixture } from './fixture.ts';
export { isRunning } from './is-running.ts';
export { outputOf, runProgram, type Ended, type ProgramOptions } from './programs.ts';
export { startHttpServer, type HttpServer } from './http-server.ts';
export { environment, stateFolders } from './environment.ts';
export {
  defaultEra,
  eras,
  startSession,
  type Answer,
  type ClientOptions,
  type Era,
  type ResourcePart,
  type Session,
  type SessionOptions,
} from './session.ts';
export { soakLength, tierCases } from './soak.ts';
export type { InProcess } from './in-process.ts';
export type { HttpTarget, Program, Target } from './transports.ts';
