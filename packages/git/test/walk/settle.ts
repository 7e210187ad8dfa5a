import { lstatSync } from 'node:fs';
import { hasIdInName } from './state.ts';
import { lines, type Walk } from './walk.ts';

/** Files in conflict, with the stages that they have. */
function conflicts(walk: Walk): Map<string, string> {
  const found = new Map<string, string>();
  for (const record of walk.twin.git('ls-files', '--unmerged', '-z').split('\0').filter(Boolean)) {
    const [facts = '', name = ''] = record.split('\t');
    found.set(name, (found.get(name) ?? '') + (facts.split(' ')[2] ?? ''));
  }
  return found;
}

/** Settles what is in conflict, then continues, or gives up. */
export async function settle(walk: Walk): Promise<void> {
  const operation = walk.plain.operation(walk.tree);
  const names = conflicts(walk);
  if (walk.random.oneIn(4) || [...names.keys()].some(hasIdInName)) {
    if (operation === undefined)
      await walk.destroy('give up', 'git_reset', { mode: 'hard' }, ['reset', '--quiet', '--hard']);
    else await walk.destroy('abort', 'git_resolve', { action: 'abort' }, [operation, '--abort']);
    return;
  }
  for (const [name, stages] of names) await settleFile(walk, name, stages);
  if (operation === undefined) return;
  if (operation !== 'merge' && walk.random.oneIn(5)) {
    await walk.destroy('skip', 'git_resolve', { action: 'skip' }, ['-c', 'core.editor=:', operation, '--skip']);
    return;
  }
  await walk.both('continue', 'git_resolve', { action: 'continue' }, ['-c', 'core.editor=:', operation, '--continue']);
}

async function settleFile(walk: Walk, name: string, stages: string): Promise<void> {
  const { random, twin } = walk;
  const isText =
    stages === '123' && twin.has(name) && lstatSync(twin.at(name)).isFile() && twin.read(name).includes('\n=======\n');
  if (name !== 'module' && isText && random.oneIn(2)) return sides(walk, name);
  const side = random.pick(['ours', 'theirs', 'delete', 'content'] as const);
  if (name === 'module' || side === 'delete' || side === 'content') {
    if (name === 'module') return settleModule(walk);
    if (side === 'content' && (lstatSync(twin.at(name), { throwIfNoEntry: false })?.isFile() ?? true)) {
      const content = `settled ${walk.next()}\n`;
      walk.note(`content of ${name}`);
      await walk.server.ok(walk.repo, 'git_resolve', { action: 'content', paths: [name], content });
      twin.write(name, content);
      twin.git('add', '--sparse', '--', name);
      return;
    }
    await walk.both(`delete ${name}`, 'git_resolve', { action: 'delete', paths: [name] }, [
      'rm',
      '--sparse',
      '--quiet',
      '--force',
      '--',
      name,
    ]);
    return;
  }
  const has = stages.includes(side === 'ours' ? '2' : '3');
  const git = has
    ? [
        ['checkout', '--quiet', `--${side}`, '--', name],
        ['add', '--sparse', '--', name],
      ]
    : [['rm', '--sparse', '--quiet', '--force', '--', name]];
  await walk.both(`${side} of ${name}`, 'git_resolve', { action: side, paths: [name] }, ...git);
}

/** One side for each hunk, by hand in the twin. */
async function sides(walk: Walk, name: string): Promise<void> {
  const parts = walk.twin.read(name).split(/^(<{7} [^\n]*\n[\s\S]*?^>{7} [^\n]*\n)/m);
  const chosen: string[] = [];
  const settled = parts.map((part, i) => {
    if (i % 2 === 0) return part;
    const [, ours = '', theirs = ''] =
      /^<{7} [^\n]*\n([\s\S]*?)^(?:\|{7}[\s\S]*?^)?={7}\n([\s\S]*?)^>{7} /m.exec(part) ?? [];
    const choice = walk.random.pick(['ours', 'theirs', 'both'] as const);
    chosen.push(choice);
    return choice === 'ours' ? ours : choice === 'theirs' ? theirs : ours + theirs;
  });
  walk.note(`sides of ${name}: ${chosen.join(', ')}`);
  await walk.server.ok(walk.repo, 'git_resolve', { action: 'sides', paths: [name], sides: chosen });
  walk.twin.write(name, settled.join(''));
  walk.twin.git('add', '--sparse', '--', name);
}

/** A submodule takes the commit of one side. */
async function settleModule(walk: Walk): Promise<void> {
  const records = lines(walk.twin.git('ls-files', '--unmerged', '--', 'module'));
  const side = walk.random.pick(['ours', 'theirs'] as const);
  const oid = records.find((record) => record.split(/\s/)[2] === (side === 'ours' ? '2' : '3'))?.split(' ')[1];
  walk.note(`${side} of module`);
  await walk.server.ok(walk.repo, 'git_resolve', { action: side, paths: ['module'] });
  if (oid === undefined) walk.twin.git('rm', '--cached', '--quiet', '--force', '--', 'module');
  else walk.twin.git('update-index', '--cacheinfo', `160000,${oid},module`);
}
