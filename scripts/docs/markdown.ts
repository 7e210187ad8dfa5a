import GithubSlugger from 'github-slugger';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A part of a document: its line, and the headings above it, outermost first. */
interface Piece {
  line: number;
  under: readonly string[];
}

export interface Link extends Piece {
  url: string;
}
/** `text` in backticks. */
export interface Span extends Piece {
  text: string;
}
/** A fenced block; `line` is that of its fence. */
export interface Block extends Piece {
  language: string;
  text: string;
}

/** A row of a table. */
export interface Row extends Piece {
  cells: number;
  /** The number of columns in the table's heading. */
  columns: number;
}

/** A Markdown document, in the form that the checks need. */
export interface Document {
  /** Relative to the repository, with slashes. */
  path: string;
  /** The targets of links into it. */
  anchors: ReadonlySet<string>;
  links: readonly Link[];
  spans: readonly Span[];
  blocks: readonly Block[];
  rows: readonly Row[];
}

export function readDocument(path: string, text: string): Document {
  const anchors = new Set<string>();
  const links: Link[] = [];
  const spans: Span[] = [];
  const blocks: Block[] = [];
  const rows: Row[] = [];
  const lines = text.split('\n');
  const slugger = new GithubSlugger();
  let under: { depth: number; title: string }[] = [];
  const visit = (node: Nodes): void => {
    const place = { line: node.position?.start.line ?? 0, under: under.map(({ title }) => title) };
    if (node.type === 'heading') {
      const title = plain(node);
      anchors.add(slugger.slug(title));
      under = [...under.filter(({ depth }) => depth < node.depth), { depth: node.depth, title }];
    }
    if (node.type === 'html')
      for (const [, id = ''] of node.value.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(id);
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({ ...place, url: node.url });
    // Without the table extension, a table is a paragraph, in which a pipe in a cell is still escaped.
    if (node.type === 'paragraph' && lines[place.line - 1]?.startsWith('|'))
      for (let line = place.line; line <= (node.position?.end.line ?? 0); line++)
        rows.push({ ...place, line, cells: cellsOf(lines[line - 1]), columns: cellsOf(lines[place.line - 1]) });
    if (node.type === 'inlineCode') spans.push({ ...place, text: node.value.replaceAll(String.raw`\|`, '|') });
    if (node.type === 'code') blocks.push({ ...place, language: node.lang ?? '', text: node.value });
    if ('children' in node) for (const child of node.children) visit(child);
  };
  const tree: Root = fromMarkdown(text);
  visit(tree);
  return { path, anchors, links, spans, blocks, rows };
}

/** Counts the cells of a row, which unescaped pipes separate. */
const cellsOf = (line = ''): number => line.replaceAll(/\\[^]/g, '').split('|').length - 2;

/** Returns the text of a node without markup. */
function plain(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => plain(child)).join('') : '';
}
