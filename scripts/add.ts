// npm run add -- <host> <server> [arguments]: adds a server of this clone to a host.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './packages.ts';

const [host, name, ...given] = process.argv.slice(2);
const program = path.join(root, 'packages', name ?? '', 'dist/main.mjs');
if (host === undefined || name === undefined || !existsSync(program)) {
  console.error(`Usage: npm run add -- <host> <server> [arguments], such as
  npm run add -- claude-code filesystem ~/Documents
The server is filesystem, sqlite, git or github; docs/hosts.md lists the hosts.`);
  process.exit(2);
}
// The entry names the Node that runs this, and relative paths start where the command was typed.
const node = process.env['npm_node_execpath'] ?? process.execPath;
const cwd = process.env['INIT_CWD'] ?? process.cwd();
const { status } = spawnSync(node, [program, '--install', host, ...given], { cwd, stdio: 'inherit' });
process.exit(status ?? 1);
