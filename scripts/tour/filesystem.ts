import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stop } from './stop.ts';

/** A small garden planner, with one file of Windows line ends, one in Shift-JIS, a notebook, and a link that leads out. */
const sample: Readonly<Record<string, string | Buffer>> = {
  'README.md': '# Garden planner\n\nWhat grows where, and when to water it.\n',
  'plan/beds.csv': 'bed,plant,sown\r\n1,radish,2026-03-14\r\n2,pea,2026-03-20\r\n3,tomato,2026-05-12\r\n',
  'plan/harvest.ipynb': JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Harvest'] },
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        source: ['kilos = {"radish": 2, "pea": 5}\n', 'sum(kilos.values())'],
        outputs: [{ output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'text/plain': ['7'] } }],
      },
    ],
  }),
  // Tomatoes are planted in May. Water them each morning.
  'plan/notes.txt': Buffer.from('8367837d836782cd8cdc8c8e82c9904182a682e981420a908582e282e882cd968892a981420a', 'hex'),
  'plan/watering.md': '- radish: every other day\n- pea: when dry\n- tomato: every day, never on the leaves\n',
  'src/season.ts': 'export const season = (month: number) => (month < 3 || month > 10 ? "rest" : "grow");\n',
  'src/water.ts':
    'import { season } from "./season.ts";\n\n// TODO: rain\nexport const litres = (month: number) => (season(month) === "rest" ? 0 : 12);\n',
  '.gitignore': 'build/\n',
  'build/season.js': '// made by a tool\n',
};
// On Windows only some users can create links, so the tour has none there.
const links = process.platform !== 'win32';

export const filesystem: Stop = {
  name: 'filesystem',
  title: 'Filesystem',
  prepare(folder) {
    for (const [name, text] of Object.entries(sample)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    if (links) symlinkSync('/etc', path.join(folder, 'elsewhere'));
    return [folder];
  },
  calls: [
    {
      why: 'Look into all files at once.',
      tool: 'search_text',
      args: { path: '.', pattern: 'TODO|never' },
      only: /^\[|\d:/,
    },
    {
      why: 'An edit that does not fit changes nothing, and says what comes nearest.',
      tool: 'edit_file',
      args: { path: 'src/water.ts', edits: [{ oldText: 'const liters = (month: number) =>', newText: 'x' }] },
      expectError: true,
    },
    {
      why: 'One that fits changes these bytes and no others: this file keeps its Windows line ends.',
      tool: 'edit_file',
      args: { path: 'plan/beds.csv', edits: [{ oldText: '2,pea,2026-03-20', newText: '2,pea,2026-03-27' }] },
      only: /^(\[|[-+]\d)/,
    },
    {
      why: 'Nothing leads out of the folder: no path, no link, and no program that swaps one for the other meanwhile.',
      tool: 'read_text_file',
      args: { path: links ? 'elsewhere/hostname' : '../../elsewhere.txt' },
      expectError: true,
    },
    {
      why: 'What can be taken back is not asked: a deleted folder goes to the trash.',
      tool: 'delete_path',
      args: { path: 'build', recursive: true },
    },
  ],
  configure: () => [path.join(os.homedir(), 'Documents')],
};
