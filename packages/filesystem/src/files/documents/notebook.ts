import type { DocumentText } from './document-text.ts';

type Fields = Record<string, unknown>;

/** Cells with their sources and text outputs; images and other payloads are named and left out. */
export function notebookText(json: string): DocumentText {
  const cells = cellsOf(JSON.parse(json) as Fields);
  if (cells === undefined) throw new Error('It has no cells, so it is not a notebook.');
  const parts = cells.map((cell, index) => {
    const outputs = Array.isArray(cell['outputs']) ? (cell['outputs'] as Fields[]) : [];
    const shown = outputs.map((output) => outputText(output)).filter((text) => text !== '');
    const head = `--- cell ${index + 1}, ${String(cell['cell_type'])} ---`;
    return [head, joined(cell['source'] ?? cell['input']), ...shown.map((text) => `--- output ---\n${text}`)].join(
      '\n',
    );
  });
  return { what: `notebook as text, ${cells.length} cells`, text: `${parts.join('\n\n')}\n` };
}

/** Format 3 and older keep cells in worksheets. */
function cellsOf(notebook: Fields): Fields[] | undefined {
  if (Array.isArray(notebook['cells'])) return notebook['cells'] as Fields[];
  if (!Array.isArray(notebook['worksheets'])) return undefined;
  return (notebook['worksheets'] as Fields[]).flatMap(({ cells }) => (Array.isArray(cells) ? (cells as Fields[]) : []));
}

const joined = (value: unknown): string =>
  Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';

function outputText(output: Fields): string {
  if (output['text'] !== undefined) return joined(output['text']).trimEnd();
  if (output['ename'] !== undefined) return `${joined(output['ename'])}: ${joined(output['evalue'])}`;
  const data = (output['data'] ?? {}) as Fields;
  const left = Object.keys(data).filter((type) => type !== 'text/plain' && type !== 'text/html');
  const note = left.length > 0 ? `[${left.join(', ')} left out]` : '';
  return [joined(data['text/plain']).trimEnd(), note].filter((text) => text !== '').join('\n');
}
