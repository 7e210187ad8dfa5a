import { createLowlight } from 'lowlight';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { ComponentChild } from 'preact';

const lowlight = createLowlight({ bash, css, go, java, json, python, rust, sql, typescript, xml, yaml });

const languages: Readonly<Record<string, string>> = {
  bash: 'bash',
  css: 'css',
  go: 'go',
  html: 'xml',
  java: 'java',
  js: 'typescript',
  json: 'json',
  jsx: 'typescript',
  kt: 'java',
  mjs: 'typescript',
  py: 'python',
  rs: 'rust',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** Longer lines stay without colours, in characters. */
const longest = 400;

export const languageOf = (path: string): string | undefined =>
  languages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];

/** A line with the colours of its language; a text or comment that began on an earlier line is not known. */
export function coloured(text: string, language: string | undefined): ComponentChild {
  if (language === undefined || text.length > longest) return text;
  return lowlight.highlight(language, text).children.map(toSpan);
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function toSpan(node: Node, key: number): ComponentChild {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return undefined;
  const inner = node.children.map(toSpan);
  const names = node.properties['className'];
  const kind = Array.isArray(names) ? kinds[String(names[0])] : undefined;
  return kind === undefined ? (
    inner
  ) : (
    <span key={key} class={kind}>
      {inner}
    </span>
  );
}

const kinds: Readonly<Record<string, string>> = {
  'hljs-keyword': 'k',
  'hljs-built_in': 'k',
  'hljs-literal': 'k',
  'hljs-type': 'k',
  'hljs-tag': 'k',
  'hljs-name': 'k',
  'hljs-string': 's',
  'hljs-regexp': 's',
  'hljs-number': 'n',
  'hljs-attr': 'n',
  'hljs-title': 'n',
  'hljs-comment': 'c',
  'hljs-meta': 'c',
};
