import { Graph, layout } from '@dagrejs/dagre';
import type { VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ViewProps } from '../lib/page.tsx';

interface Table {
  name: string;
  kind: string;
  columns: readonly { name: string; type: string; notNull: boolean; key: number }[];
  foreignKeys: readonly { columns: readonly string[]; table: string; to: readonly string[] }[];
}

interface SchemaData {
  tables: readonly Table[];
  cursor?: string;
}

const [rowHeight, boxWidth, mostRows] = [18, 190, 12];

/** The tables and how they refer to each other. A table opens with its columns and its SQL. */
export function SchemaView({ data, input, host }: ViewProps<SchemaData>): VNode {
  const [tables, setTables] = useState(data.tables);
  const [cursor, setCursor] = useState(data.cursor);
  const [place, setPlace] = useState({ x: 0, y: 0, zoom: 1 });
  const [open, setOpen] = useState<{ name: string; text: string }>();
  const drag = useRef<{ x: number; y: number } | undefined>(undefined);
  const drawing = useMemo(() => arrange(tables), [tables]);
  const move = (x: number, y: number) => setPlace((now) => ({ ...now, x: now.x + x, y: now.y + y }));
  const zoom = (by: number) => setPlace((now) => ({ ...now, zoom: Math.min(4, Math.max(0.2, now.zoom * by)) }));
  const database = input['database'] === undefined ? {} : { database: input['database'] };
  const show = async (name: string) => {
    const answer = await host.call('describe_table', { table_name: name, ...database });
    setOpen({ name, text: answer.text });
  };
  const more = async () => {
    const answer = await host.call('describe_schema', { ...input, cursor });
    if (answer.data === undefined) return setOpen({ name: 'More tables', text: answer.text });
    const next = answer.data as unknown as SchemaData;
    setTables([...tables, ...next.tables]);
    setCursor(next.cursor);
  };
  const { width, height } = drawing;
  return (
    <>
      <h1>{tables.length} tables and views</h1>
      <div class="bar">
        <button type="button" onClick={() => zoom(1.25)}>
          Zoom in
        </button>
        <button type="button" onClick={() => zoom(0.8)}>
          Zoom out
        </button>
        <button type="button" onClick={() => setPlace({ x: 0, y: 0, zoom: 1 })}>
          Whole diagram
        </button>
        {cursor !== undefined && (
          <button type="button" onClick={() => void more()}>
            Load more tables
          </button>
        )}
        <span class="note">Drag or use the arrow keys to move; open a table for its SQL.</span>
      </div>
      <div class="scroll">
        <svg
          class="canvas"
          viewBox={`${-place.x} ${-place.y} ${width / place.zoom} ${height / place.zoom}`}
          role="group"
          aria-label="Diagram of the tables"
          onWheel={(event) => {
            if (!event.ctrlKey) return;
            event.preventDefault();
            zoom(event.deltaY < 0 ? 1.1 : 0.9);
          }}
          onPointerDown={(event) => (drag.current = { x: event.clientX, y: event.clientY })}
          onPointerUp={() => (drag.current = undefined)}
          onPointerLeave={() => (drag.current = undefined)}
          onPointerMove={(event) => {
            if (drag.current === undefined) return;
            const scale = width / place.zoom / event.currentTarget.getBoundingClientRect().width;
            move((event.clientX - drag.current.x) * scale, (event.clientY - drag.current.y) * scale);
            drag.current = { x: event.clientX, y: event.clientY };
          }}
          onKeyDown={(event) => {
            const by = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
            if (by === undefined) return;
            event.preventDefault();
            move(by[0] ?? 0, by[1] ?? 0);
          }}
        >
          {drawing.edges.map((points, index) => (
            <path key={index} class="edge" d={`M${points.map(({ x, y }) => `${x} ${y}`).join(' L')}`} />
          ))}
          {drawing.boxes.map(({ table, x, y, height: tall }) => (
            <g
              key={table.name}
              transform={`translate(${x - boxWidth / 2},${y - tall / 2})`}
              role="button"
              tabindex={0}
              aria-description={`${table.kind}, ${table.columns.length} columns${references(table)}`}
              onClick={() => void show(table.name)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault();
                void show(table.name);
              }}
            >
              <rect class="box" width={boxWidth} height={tall} rx="5" />
              <text x="8" y="15" font-weight="600">
                {short(table.name)}
              </text>
              {table.columns.slice(0, mostRows).map(({ name, type, key }, index) => (
                <text key={name} class={key > 0 ? '' : 'soft'} x="8" y={15 + (index + 1) * rowHeight}>
                  {short(`${name} ${type}`)}
                  {key > 0 ? ' PK' : ''}
                </text>
              ))}
            </g>
          ))}
        </svg>
      </div>
      <div aria-live="polite">
        {open !== undefined && (
          <>
            <h2>{open.name}</h2>
            <pre>{open.text}</pre>
          </>
        )}
      </div>
    </>
  );
}

const short = (text: string): string => (text.length > 26 ? `${text.slice(0, 25)}…` : text);

const references = ({ foreignKeys }: Table): string =>
  foreignKeys.length === 0 ? '' : `, refers to ${foreignKeys.map(({ table }) => table).join(', ')}`;

interface Point {
  x: number;
  y: number;
}

/** Places the tables in layers along their references. */
function arrange(tables: readonly Table[]): {
  boxes: { table: Table; x: number; y: number; height: number }[];
  edges: Point[][];
  width: number;
  height: number;
} {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 60, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Map(tables.map(({ name }) => [name.toLowerCase(), name]));
  const tall = (table: Table) => 24 + Math.min(mostRows, table.columns.length) * rowHeight;
  for (const table of tables) graph.setNode(table.name, { width: boxWidth, height: tall(table) });
  for (const { name, foreignKeys } of tables) {
    for (const [index, { table }] of foreignKeys.entries()) {
      const target = known.get(table.toLowerCase());
      if (target !== undefined) graph.setEdge(name, target, {}, String(index));
    }
  }
  layout(graph);
  const { width = 600, height = 300 } = graph.graph() as { width?: number; height?: number };
  return {
    boxes: tables.map((table) => {
      const { x, y } = graph.node(table.name) as Point;
      return { table, x, y, height: tall(table) };
    }),
    edges: graph.edges().map((edge: { v: string; w: string }) => (graph.edge(edge) as { points: Point[] }).points),
    width: Math.max(width, 600),
    height: Math.max(height, 300),
  };
}
