import { appendFileSync, chmodSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { numbered } from '../world.ts';
import type { Walk, Weighted } from './walk.ts';

/** Files that a program may read and change: no links. */
const plainFiles = (walk: Walk): string[] => walk.files().filter((name) => lstatSync(walk.twin.at(name)).isFile());

function edit(walk: Walk): void {
  const files = plainFiles(walk);
  if (files.length === 0) return;
  const name = walk.random.pick(files);
  const [words, line] = [`changed ${walk.next()}`, walk.random.below(30)];
  const content = walk.twin.read(name).split('\n');
  const long = content.length > 3;
  if (long) content[Math.min(line, content.length - 2)] = words;
  walk.write(`edit ${name}`, (repo) =>
    long ? repo.write(name, content.join('\n')) : appendFileSync(repo.at(name), `${words}\n`),
  );
}

function editTwice(walk: Walk): void {
  edit(walk);
  edit(walk);
}

function create(walk: Walk): void {
  // New files outside of a sparse checkout are at the mercy of every command of git's.
  const folders = walk.isSparse() ? ['', 'folder/'] : ['', 'folder/', 'other/', 'other folder/'];
  const name = `${walk.random.pick(folders)}new ${walk.next()}${walk.random.pick(['.txt', '.txt', ' é.txt', '.log'])}`;
  const content = walk.random.pick([numbered(12), '', 'no line end', 'crlf\r\n', Buffer.from([0, 1, 255, 10])]);
  walk.write(`create ${name}`, (repo) => {
    if (!repo.has(path.dirname(name)) || lstatSync(repo.at(path.dirname(name))).isDirectory())
      repo.write(name, content);
  });
}

function rename(walk: Walk): void {
  const files = walk.files();
  if (files.length < 3) return;
  const [from, to] = [walk.random.pick(files), `folder/moved ${walk.next()}.txt`];
  walk.write(`rename ${from}`, (repo) => {
    if (repo.has('folder') && !lstatSync(repo.at('folder')).isDirectory()) return;
    mkdirSync(repo.at('folder'), { recursive: true });
    renameSync(repo.at(from), repo.at(to));
  });
}

function remove(walk: Walk): void {
  const files = walk.files();
  if (files.length < 4) return;
  const name = walk.random.pick(files);
  walk.write(`remove ${name}`, (repo) => rmSync(repo.at(name), { recursive: true }));
}

function mode(walk: Walk): void {
  const files = plainFiles(walk);
  if (files.length === 0) return;
  const name = walk.random.pick(files);
  const on = (lstatSync(walk.twin.at(name)).mode & 0o111) === 0;
  walk.write(`mode of ${name}`, (repo) => chmodSync(repo.at(name), on ? 0o755 : 0o644));
}

/** A file becomes a link, or a new link comes. */
function link(walk: Walk): void {
  const files = plainFiles(walk);
  const name = walk.random.oneIn(2) && files.length > 3 ? walk.random.pick(files) : `link ${walk.next()}`;
  walk.write(`link ${name}`, (repo) => {
    rmSync(repo.at(name), { force: true });
    symlinkSync('a.txt', repo.at(name));
  });
}

/** A file becomes a folder. */
function folder(walk: Walk): void {
  const files = walk.files();
  if (files.length < 5) return;
  const name = walk.random.pick(files);
  walk.write(`folder ${name}`, (repo) => {
    rmSync(repo.at(name));
    repo.write(`${name}/inside.txt`, 'inside\n');
  });
}

/** The submodule is moved to another commit by hand. */
function moveModule(walk: Walk): void {
  if (!walk.twin.has('module/.git')) return;
  const to = walk.random.pick(['one', 'two', 'three']);
  walk.write(`module at ${to}`, (repo) => void repo.git('-C', 'module', 'checkout', '--quiet', '--detach', to));
}

export const edits: readonly Weighted[] = [
  [6, edit],
  [3, editTwice],
  [5, create],
  [2, rename],
  [2, remove],
  [2, mode],
  [2, link],
  [1, folder],
  [3, moveModule],
];
