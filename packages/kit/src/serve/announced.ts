import type { Announcement } from './catalog.ts';

/**
 * The tools of the server, listed by the build, which replaces this file (`rolldown.shared.ts`): a start then imports
 * no tool. Undefined when the server runs from its sources.
 */
export const announced: readonly Announcement[] | undefined = undefined;
