import { ToolError } from '@mcp-reference/kit/sandbox';

/** Renders an SVG as PNG, where the module for it is installed; a system without fonts gives a picture without letters. */
export async function toPng(svg: string): Promise<Buffer> {
  let resvg: typeof import('@resvg/resvg-js');
  try {
    resvg = await import('@resvg/resvg-js');
  } catch (error) {
    throw new ToolError(
      'unsupported',
      'PNG needs the optional module @resvg/resvg-js, which is not installed here; ask for format "svg".',
      { cause: error },
    );
  }
  return Buffer.from(new resvg.Resvg(svg, { font: { loadSystemFonts: true } }).render().asPng());
}
