import path from 'node:path';
import type { Document } from './markdown.ts';
import { repository, type World } from './world.ts';

/** A problem with a line of a document. */
export interface Problem {
  line: number;
  text: string;
}

/** Checks that links into the repository lead to something, relative ones and published URLs. */
export function linkProblems(document: Document, world: World): Problem[] {
  const published = world.servers.some(({ folder }) => document.path === `${folder}/README.md`);
  return document.links.flatMap(({ url, line }) => {
    const place = placeOf(url);
    if (place === undefined) return [];
    const { relative, anchor, absolute } = place;
    if (published && !absolute && relative !== '')
      return [
        { line, text: `${url} is relative, which leads nowhere on npmjs.com: begin it with ${repository}/blob/main/` },
      ];
    const base = absolute ? '' : path.posix.dirname(document.path);
    const target = relative === '' ? document.path : path.posix.join(base, decodeURIComponent(relative));
    if (target.startsWith('../') || !world.exists(target)) return [{ line, text: `${url}: there is no ${target}` }];
    if (anchor === '') return [];
    const anchors = target === document.path ? document.anchors : world.document(target)?.anchors;
    return anchors === undefined || anchors.has(anchor)
      ? []
      : [{ line, text: `${url}: ${target} has no heading for it` }];
  });
}

/** Returns the target of a link inside the repository; undefined for other links. */
function placeOf(url: string): { relative: string; anchor: string; absolute: boolean } | undefined {
  const [whole = '', anchor = ''] = url.split('#', 2);
  const address = new RegExp(`^${repository}/(?:blob|tree)/main/(.*)$`).exec(whole);
  if (address) return { relative: address[1] ?? '', anchor, absolute: true };
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) return undefined;
  return { relative: whole, anchor, absolute: false };
}
