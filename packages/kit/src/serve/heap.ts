import { setFlagsFromString } from 'node:v8';

/**
 * Stops V8 from repeatedly doubling the space for new objects. A server runs for days, and memory that a few large
 * answers claimed is not returned. Measured on Node 24: after 5,000 answers made from 330 kB of JSON, 170 MB instead of
 * 326 MB and a fifth less time; after 1,000 small calls 135 MB instead of 175 MB, because new objects fit into the
 * processor's cache.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
