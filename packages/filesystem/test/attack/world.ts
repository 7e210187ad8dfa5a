import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Answer } from '@mcp-reference/kit/testing';
import { visible } from '@mcp-reference/kit';
import { expect } from 'vitest';
import { remove } from './trees.ts';

/** In the content and in some names of everything outside the root, and of nothing inside. */
export const secret = 'TOPSECRET';

/** Names that differ from the root's by what careless code strips, folds or forgets. */
export const lookalikes = ['allowed_evil', 'allowed ', 'allowed.', 'Allowed'] as const;
export const lookalikeFiles = ['allowed"', "allowed'", 'allowed\\', 'allowed\t', 'allowed\n'] as const;

export interface World {
  /** Holds the root and all that is around it; nobody may learn of it. */
  base: string;
  root: string;
  /** The folder beside the root that links lead to. */
  outside: string;
  /** A path in the root. */
  in(...names: string[]): string;
  /** A path beside the root. */
  beside(...names: string[]): string;
}

export function makeWorld(): World {
  const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-attack-')));
  const root = path.join(base, 'allowed');
  fs.mkdirSync(root);
  return {
    base,
    root,
    outside: path.join(base, 'outside'),
    in: (...names) => path.join(root, ...names),
    beside: (...names) => path.join(base, ...names),
  };
}

/** Empties the root, which stays the same folder, and rebuilds its surroundings. */
export function resetWorld({ base, root, outside }: World): void {
  for (const name of fs.readdirSync(base)) if (name !== 'allowed') remove(path.join(base, name));
  for (const name of fs.readdirSync(root, { encoding: 'buffer' })) {
    fs.rmSync(Buffer.concat([Buffer.from(`${root}/`), name]), { recursive: true, force: true });
  }
  fs.chmodSync(root, 0o755);
  fs.mkdirSync(path.join(outside, 'dir'), { recursive: true });
  const text = (name: string) => `${secret} of ${name}\n`;
  fs.writeFileSync(path.join(outside, 'secret.txt'), text('outside'), { mode: 0o600 });
  fs.writeFileSync(path.join(outside, `${secret}-name.txt`), text('its name'));
  fs.writeFileSync(path.join(outside, 'dir', 'deep.txt'), text('deep'));
  for (const name of lookalikes) {
    const folder = path.join(base, name);
    // On a file system that ignores case, "Allowed" is the root itself.
    if (fs.existsSync(folder)) continue;
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'secret.txt'), text(name));
    fs.writeFileSync(path.join(folder, `${secret}-name.txt`), text(name));
  }
  for (const name of lookalikeFiles) fs.writeFileSync(path.join(base, name), text('a lookalike'));
  fs.mkdirSync(path.join(root, 'sub'));
  fs.writeFileSync(path.join(root, 'ok.txt'), 'fine\n');
  fs.writeFileSync(path.join(root, 'sub', 'x.txt'), 'inside\n');
}

/** All that an answer carries, base64 decoded, as one text. */
export function everythingIn(answer: unknown): string {
  const texts: string[] = [];
  const visit = (value: unknown, key = ''): void => {
    if (typeof value === 'string') {
      texts.push(value);
      if (key === 'data' || key === 'blob') texts.push(Buffer.from(value, 'base64').toString('latin1'));
    } else if (Array.isArray(value)) value.forEach((item) => visit(item));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        texts.push(name);
        visit(item, name);
      }
    }
  };
  visit(answer);
  return texts.join('\n');
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** No answer tells what is outside: neither content, nor names, nor hashes, nor where anything is, except what was asked with. */
export function expectNoLeak(world: World, answer: unknown, sent: unknown): void {
  let text = everythingIn(answer);
  // The longest first: one may be part of another.
  for (const said of stringsIn(sent).sort((a, b) => b.length - a.length)) {
    if (said.length < 3 || said === world.root) continue;
    // An answer repeats a path as one line shows it, or as a JSON string.
    for (const form of [said, visible(said), JSON.stringify(said).slice(1, -1)]) text = text.replaceAll(form, '<sent>');
  }
  // Who names a file outside knows the folders that lead to it.
  for (const folder of stringsIn(sent).flatMap(foldersAbove)) text = text.replaceAll(`"${folder}"`, '<sent>');
  text = text.replaceAll(new RegExp(`${escapeRegExp(world.root)}(?=[/"\\s]|$)`, 'g'), '<root>');
  expect(text).not.toContain(secret);
  expect(text).not.toContain(world.base);
  expect(text).not.toMatch(/\/proc\/|\/dev\/|root:x:0|node:|\.mjs|\n {4}at /);
  expect(text).not.toContain(`${os.homedir()}/`);
  for (const file of outsideFiles(world)) {
    const content = fs.readFileSync(file);
    if (content.includes(secret)) expect(text).not.toContain(hashOf(content));
  }
}

function foldersAbove(file: string): string[] {
  if (!path.isAbsolute(file)) return [];
  const above = path.dirname(file);
  return above === file ? [] : [above, ...foldersAbove(above)];
}

function outsideFiles({ base, root }: World): string[] {
  const files: string[] = [];
  const visit = (at: string) => {
    if (at === root) return;
    const stat = fs.lstatSync(at);
    if (stat.isFile()) files.push(at);
    if (stat.isDirectory()) for (const name of fs.readdirSync(at)) visit(path.join(at, name));
  };
  visit(base);
  return files;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

export const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The text of a file as the reading tools answer it: without the header line. */
export const bodyOf = ({ text }: Answer): string => text.slice(text.indexOf('\n') + 1);

/** True if this file system distinguishes "a" and "A". */
export const keepsCase = (folder: string): boolean =>
  !fs.existsSync(path.join(path.dirname(folder), path.basename(folder).toUpperCase()));
