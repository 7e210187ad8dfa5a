import GithubSlugger from 'github-slugger';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A piece of a document: where it stands, and the headings that it stands under, outermost first. */
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

/** A Markdown document, as the checks look at it. */
export interface Document {
  /** Relative to the repository, with slashes. */
  path: string;
  /** What a link can lead to in it. */
  anchors: ReadonlySet<string>;
  links: readonly Link[];
  spans: readonly Span[];
  blocks: readonly Block[];
}

export function readDocument(path: string, text: string): Document {
  const anchors = new Set<string>();
  const links: Link[] = [];
  const spans: Span[] = [];
  const blocks: Block[] = [];
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
    // A table is read as a paragraph, in which a pipe of its cells is still escaped.
    if (node.type === 'inlineCode') spans.push({ ...place, text: node.value.replaceAll(String.raw`\|`, '|') });
    if (node.type === 'code') blocks.push({ ...place, language: node.lang ?? '', text: node.value });
    if ('children' in node) for (const child of node.children) visit(child);
  };
  const tree: Root = fromMarkdown(text);
  visit(tree);
  return { path, anchors, links, spans, blocks };
}

/** The text of a node without its marks. */
function plain(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => plain(child)).join('') : '';
}
