// Swaps what stands at a name as fast as it can, in a separate process: the race attack of races.soak.ts and
// scripts/race.ts. Plain JavaScript and renames only, so that it runs wherever the server does.
//
// Reads commands from stdin, a JSON object a line: {"swap":"parent","pause":0,"folder":"/x","outside":"/y"}, and
// answers each with the number of swaps since the last one, once it does it. `pause` is in microseconds, after each swap. What is swapped:
//   parent    folder/d is a folder, then a link to outside, in turn (not there for a moment in between)
//   retarget  folder/l is a link to folder/d, then to outside, in turn (always there)
//   leaf      folder/leaf.txt is a file, then a link to outside/leaf.txt (always there)
//   fifo      folder/leaf.txt is a file, then a FIFO (always there)
//   root      folder itself is a folder, then a link to outside, in turn
//   none      nothing: everything is as it was
// When stdin closes, it restores everything and ends.
import fs from 'node:fs';
import path from 'node:path';

let plan = { swap: 'none', pause: 0, folder: '', outside: '' };
const at = (name) => path.join(plan.folder, name);
let made = 0;
let swapped = 0;

function pause() {
  if (plan.pause === 0) return;
  for (const end = performance.now() + plan.pause / 1000; performance.now() < end;);
}

/** Other processes make single steps fail; the next round repairs that. */
function attempt(act) {
  try {
    act();
    return true;
  } catch (error) {
    if (!['ENOENT', 'EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR', 'EINVAL'].includes(error.code)) throw error;
    return false;
  }
}

const exists = (file) => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

const swaps = {
  parent: () => swapFolder(at('d')),
  root: () => swapFolder(plan.folder),
  retarget() {
    putLink(plan.outside, at('l'));
    pause();
    putLink('d', at('l'));
    pause();
  },
  leaf() {
    putLink(path.join(plan.outside, 'leaf.txt'), at('leaf.txt'));
    pause();
    putFile();
    pause();
  },
  fifo() {
    attempt(() => fs.linkSync(at('fifo'), at('.next')));
    attempt(() => fs.renameSync(at('.next'), at('leaf.txt')));
    pause();
    putFile();
    pause();
  },
  none() {},
};

function swapFolder(name) {
  attempt(() => fs.renameSync(name, `${name}.real`));
  attempt(() => fs.renameSync(`${name}.link`, name));
  pause();
  const away = attempt(() => fs.renameSync(name, `${name}.link`));
  const back = attempt(() => fs.renameSync(`${name}.real`, name));
  if (!away || !back) restoreFolder(name);
  pause();
}

/** Brings back the real folder, also where the server has made another one in the moment in which none was there. */
function restoreFolder(name) {
  for (let round = 0; round < 1000 && exists(`${name}.real`); round++) {
    const stat = fs.lstatSync(name, { throwIfNoEntry: false });
    if (stat) attempt(() => fs.renameSync(name, stat.isSymbolicLink() ? `${name}.link` : `${name}.made-${made++}`));
    attempt(() => fs.renameSync(`${name}.real`, name));
  }
}

function putLink(target, name) {
  attempt(() => fs.symlinkSync(target, at('.next')));
  attempt(() => fs.renameSync(at('.next'), name));
}

function putFile() {
  fs.writeFileSync(at('.file'), 'plain\n');
  attempt(() => fs.renameSync(at('.file'), at('leaf.txt')));
}

function restore() {
  if (plan.swap === 'parent') restoreFolder(at('d'));
  if (plan.swap === 'root') restoreFolder(plan.folder);
  if (plan.swap === 'retarget') putLink('d', at('l'));
  if (plan.swap === 'leaf' || plan.swap === 'fifo') putFile();
}

let ended = false;
process.stdin.on('end', () => (ended = true));
process.stdin.on('data', (chunk) => {
  for (const line of chunk.toString().split('\n').filter(Boolean)) {
    restore();
    plan = JSON.parse(line);
    swaps[plan.swap]();
    process.stdout.write(`${swapped}\n`);
    swapped = 0;
  }
});

// oxlint-disable-next-line no-unmodified-loop-condition -- stdin's end changes it
while (!ended) {
  // Many rounds between two looks at stdin; few where each takes long.
  for (let round = 0; round < (plan.pause > 100 ? 5 : 100) && plan.swap !== 'none'; round++, swapped++)
    swaps[plan.swap]();
  await new Promise((resolve) => (plan.swap === 'none' ? setTimeout(resolve, 1) : setImmediate(resolve)));
}
restore();
