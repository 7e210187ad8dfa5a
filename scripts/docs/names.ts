import path from 'node:path';
import { isFlagOf } from './commands.ts';
import type { Problem } from './links.ts';
import type { Document, Span } from './markdown.ts';
import { type KnownServer, madeByReader, type World } from './world.ts';

/** Checks that code spans which look like a path, a tool or a flag of this repository are one. */
export function nameProblems(document: Document, world: World): Problem[] {
  const own = world.servers.find(({ folder }) => document.path.startsWith(`${folder}/`));
  const servers = own ? [own] : world.servers;
  // Documents about the servers mention their flags; others also mention those of other programs.
  const ofServers = own !== undefined || ['README.md', 'SECURITY.md', 'docs/http.md'].includes(document.path);
  return document.spans.flatMap((span) => {
    const texts = pathProblems(span.text, document.path, world);
    if (!isForeign(span)) {
      texts.push(...toolProblems(span.text, servers));
      if (ofServers) texts.push(...flagProblems(span.text, servers));
    }
    return texts.map((text) => ({ line: span.line, text }));
  });
}

/** True under headings that explain names of other programs. */
const isForeign = ({ under }: Span) => under.some((title) => /^(Coming from|Why it is so)/.test(title));

/** Checks that a path whose first part exists, in the repository or the document's package, exists completely. */
function pathProblems(text: string, from: string, { topLevel, exists }: World): string[] {
  const [whole = ''] = /^[\w@.-]+(?:\/[\w@.+*<>{}-]+)*\/?$/.exec(text) ?? [];
  const [first = '', ...others] = whole.split('/');
  const isFile = others.length === 0 && /^[A-Z_]+\.md$/.test(first);
  // "./name" is a name inside a program.
  if ((others.length === 0 && !isFile) || /^\.\.?$/.test(first)) return [];
  // Up to the first placeholder.
  const parts = whole.replace(/\/$/, '').split('/');
  const open = parts.findIndex((part) => /[*<{]/.test(part));
  const fixed = (open < 0 ? parts : parts.slice(0, open)).join('/');
  const folder = path.posix.dirname(from);
  const inPackage = /^packages\/[^/]+/.exec(from)?.[0];
  const bases = [
    ...(topLevel.has(first) || isFile ? [''] : []),
    folder,
    ...(inPackage ? [inPackage, `${inPackage}/src`] : []),
  ];
  const places = bases.filter((base) => isFile || exists(path.posix.join(base, first)));
  const isMade = `${whole}/`.startsWith(`packages/${madeByReader}/`);
  if (isMade || places.length === 0 || places.some((base) => exists(path.posix.join(base, fixed)))) return [];
  return [`\`${text}\`: there is no such file`];
}

/** Checks that a name which starts like the tools of a server is one of them, or an argument. */
function toolProblems(text: string, servers: readonly KnownServer[]): string[] {
  if (!/^[a-z]+(?:_[a-z0-9]+)+$/.test(text)) return [];
  const known = servers.flatMap(({ tools, toolsets, otherNames }) => [tools, toolsets, otherNames]);
  if (known.some((names) => names.has(text))) return [];
  const [verb] = text.split('_');
  const alike = servers.some(({ tools }) => [...tools].some((tool) => tool.startsWith(`${verb}_`)));
  return alike ? [`\`${text}\`: there is no such tool`] : [];
}

function flagProblems(text: string, servers: readonly KnownServer[]): string[] {
  if (!text.startsWith('--')) return [];
  const flags = text.split(/[\s=]+/).filter((word) => /^--[a-z]/.test(word));
  const unknown = flags.filter((flag) => !servers.some((server) => isFlagOf(server, flag)));
  return unknown.map((flag) => `\`${flag}\`: there is no such option`);
}
