import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ViewProps } from '../lib/page.tsx';
import { TreeView } from './tree.tsx';

interface Folder {
  path: string;
  allocated: number;
  bytes: number;
  files: number;
}

interface UsageData {
  path: string;
  /** Bytes on the disk. */
  total: number;
  folders: readonly Folder[];
}

interface Tile {
  folder: Folder | undefined;
  children: Tile[];
  size: number;
}

const [width, height] = [720, 380];

/** What takes space, as areas. A folder opens as a map of its own. */
export function UsageView({ data, host, input }: ViewProps<UsageData>): VNode {
  const [trail, setTrail] = useState<readonly UsageData[]>([data]);
  const [status, setStatus] = useState('');
  const [names, setNames] = useState<Readonly<Record<string, unknown>>>();
  const now = trail.at(-1) ?? data;
  const tiles = useMemo(() => place(now), [now]);
  const open = async (path: string) => {
    setStatus(`Measuring ${path} …`);
    const answer = await host.call('disk_usage', { ...input, path });
    setStatus(answer.isError ? answer.text : '');
    setNames(undefined);
    if (answer.data !== undefined) setTrail([...trail, answer.data as unknown as UsageData]);
  };
  const list = async () => {
    const answer = await host.call('directory_tree', { path: now.path });
    setStatus(answer.isError ? answer.text : '');
    setNames(answer.data);
  };
  return (
    <>
      <h1>
        {now.path}: {readable(now.total)} on disk
      </h1>
      <div class="bar">
        <button
          type="button"
          disabled={trail.length === 1}
          onClick={() => {
            setTrail(trail.slice(0, -1));
            setNames(undefined);
          }}
        >
          Up
        </button>
        <button type="button" onClick={() => void list()}>
          Show the files
        </button>
        <span class="note" role="status">
          {status}
        </span>
      </div>
      <div class="area" role="group" aria-label="Folders by size">
        {tiles.map(({ folder, x, y, w, h }, index) => (
          <button
            key={folder.path}
            type="button"
            title={`${folder.path}: ${readable(folder.allocated)} in ${folder.files} files`}
            aria-label={`${folder.path}, ${readable(folder.allocated)}, ${folder.files} files`}
            style={{
              left: `${(x / width) * 100}%`,
              top: `${(y / height) * 100}%`,
              width: `${(w / width) * 100}%`,
              height: `${(h / height) * 100}%`,
              zIndex: index,
            }}
            onClick={() => void open(folder.path)}
          >
            {w > 60 && h > 24 ? `${nameOf(folder.path)} ${readable(folder.allocated)}` : ''}
          </button>
        ))}
      </div>
      {tiles.length === 0 && <p class="note">It has no folders.</p>}
      {names !== undefined && (
        <TreeView data={names as never} input={{ path: now.path }} tool="directory_tree" host={host} />
      )}
    </>
  );
}

const nameOf = (path: string): string =>
  path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) ?? path;

function place({ folders }: UsageData): { folder: Folder; x: number; y: number; w: number; h: number }[] {
  const top: Tile = { folder: undefined, children: [], size: 0 };
  const byPath = new Map<string, Tile>();
  const sorted = folders.toSorted((a, b) => a.path.length - b.path.length);
  for (const folder of sorted) {
    const tile: Tile = { folder, children: [], size: 0 };
    (byPath.get(folder.path.replace(/[/\\][^/\\]*$/, '')) ?? top).children.push(tile);
    byPath.set(folder.path, tile);
  }
  // Space outside of listed folders belongs to the tile itself.
  for (const tile of byPath.values())
    tile.size = Math.max(
      0,
      (tile.folder?.allocated ?? 0) - tile.children.reduce((sum, child) => sum + (child.folder?.allocated ?? 0), 0),
    );
  const root = treemap<Tile>()
    .size([width, height])
    .paddingOuter(4)
    .paddingTop(26)
    .paddingInner(2)
    .tile(treemapSquarify)(
    hierarchy(top)
      .sum(({ size }) => size)
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
  );
  return root
    .descendants()
    .flatMap(({ data: { folder }, x0, x1, y0, y1 }) =>
      folder === undefined || x1 - x0 < 2 || y1 - y0 < 2 ? [] : [{ folder, x: x0, y: y0, w: x1 - x0, h: y1 - y0 }],
    );
}

/** `8.2 kB` */
export function readable(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
