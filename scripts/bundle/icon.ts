import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../packages.ts';

interface Renderer {
  Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

/** The size that hosts recommend, in pixels. */
const size = 512;

/** Renders a square SVG, with the module that draws the charts of the SQLite server. */
export function iconPng(svg: string): Uint8Array {
  const { Resvg }: Renderer = createRequire(path.join(root, 'packages/sqlite/package.json'))('@resvg/resvg-js');
  return new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
}
