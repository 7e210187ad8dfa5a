/** Serving a server over stdio or HTTP, in both eras of the protocol. */
export { announce } from './announce.ts';
export { run } from './run.ts';
export { announcementsOf, catalogOf, type CatalogTool } from './catalog.ts';
