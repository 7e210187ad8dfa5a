import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';

/**
 * Sorts the test files of the default tier into vitest's projects: `attack` by folder, `server` if a test can start a process,
 * `unit` otherwise. Paths are relative to the repository.
 */
export function testProjects(): { unit: string[]; server: string[]; attack: string[] } {
  const projects = { unit: [] as string[], server: [] as string[], attack: [] as string[] };
  const folders = readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/test`);
  for (const folder of [...folders, 'scripts'].filter((name) => existsSync(path.join(root, name)))) {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => one.endsWith('.test.ts')).sort()) {
      const file = `${folder}/${name.replaceAll(path.sep, '/')}`;
      if (file.includes('/test/attack/')) projects.attack.push(file);
      else projects[startsProcesses(path.join(root, file)) ? 'server' : 'unit'].push(file);
    }
  }
  return projects;
}

const imports = / from '([^']+)'/g;
const processModules = /child_process|kit\/testing|kit\/src\/testing\//;

/** Returns true if a test file, or a helper of the tests that it imports, can start a process: a server, git, a script. */
export function startsProcesses(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  return [...readFileSync(file, 'utf8').matchAll(imports)].some(([, name = '']) => {
    const target = name.startsWith('.') ? path.join(path.dirname(file), name) : name;
    if (processModules.test(target.replaceAll(path.sep, '/'))) return true;
    const isHelper = name.startsWith('.') && !target.split(path.sep).includes('src');
    return isHelper && startsProcesses(target, seen);
  });
}
