const signatures: readonly [type: string, hex: string, at?: number][] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '474946383761'],
  ['image/gif', '474946383961'],
  ['application/pdf', '255044462d'],
  ['application/gzip', '1f8b'],
  ['application/x-xz', 'fd377a585a00'],
  ['application/zstd', '28b52ffd'],
  ['application/x-7z-compressed', '377abcaf271c'],
  ['application/vnd.sqlite3', '53514c69746520666f726d6174203300'],
  ['application/wasm', '0061736d'],
  ['font/woff2', '774f4632'],
  ['font/woff', '774f4646'],
  ['audio/ogg', '4f676753'],
  ['audio/flac', '664c6143'],
  ['audio/mpeg', '494433'],
  ['video/mp4', '66747970', 4],
];

/** The kind of a zip archive, by the name of the file. */
const zipped: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  jar: 'application/java-archive',
  epub: 'application/epub+zip',
};

/** The media type of binary content, told by its first bytes; undefined when they say nothing. */
export function mediaType(bytes: Buffer, path: string): string | undefined {
  const has = (hex: string, at = 0) => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex;
  if (has('52494646')) {
    if (has('57454250', 8)) return 'image/webp';
    if (has('57415645', 8)) return 'audio/wav';
  }
  if (has('504b0304')) return zipped[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/zip';
  return signatures.find(([, hex, at]) => has(hex, at))?.[0];
}

/** Images that models can see. */
export const isShown = (type: string): boolean => /^image\/(png|jpeg|gif|webp)$/.test(type);
