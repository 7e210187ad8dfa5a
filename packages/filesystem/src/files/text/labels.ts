import { ToolError } from '@mcp-reference/kit/sandbox';
import { codePages } from './code-pages.ts';

/** A label of the Encoding Standard in lower case ('utf-8', 'windows-1252', 'shift_jis' …), 'utf-32le' or a code page. */
export type Encoding = string;

/** Names that people and other systems use, and the Encoding Standard does not know. */
const aliases: Readonly<Record<string, Encoding>> = {
  ansi: 'windows-1252',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'windows-932': 'shift_jis',
  'shift-jis': 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  'windows-936': 'gbk',
  'euc-cn': 'gbk',
  cp54936: 'gb18030',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  'windows-949': 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  ms950: 'big5',
  'windows-950': 'big5',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  'eucjp-ms': 'euc-jp',
  cp51932: 'euc-jp',
  cp65001: 'utf-8',
  'utf-8-sig': 'utf-8',
  'utf-8-bom': 'utf-8',
  utf8bom: 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  'utf-16-le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  ucs2: 'utf-16le',
  'utf-32': 'utf-32le',
  utf32: 'utf-32le',
  utf32le: 'utf-32le',
  utf32be: 'utf-32be',
  'utf-32-le': 'utf-32le',
  'utf-32-be': 'utf-32be',
  'utf-32le': 'utf-32le',
  'utf-32be': 'utf-32be',
  cp874: 'windows-874',
  cp20866: 'koi8-r',
  cp21866: 'koi8-u',
  'latin-1': 'windows-1252',
  'latin-2': 'iso-8859-2',
  'latin-9': 'iso-8859-15',
  latin9: 'iso-8859-15',
  macroman: 'macintosh',
  'mac-roman': 'macintosh',
  maccyrillic: 'x-mac-cyrillic',
  'mac-cyrillic': 'x-mac-cyrillic',
  'big5-hkscs': 'big5',
};

/** Labels of the Encoding Standard that people also spell with other separators. */
const standard =
  'utf-8 utf-16le utf-16be gbk gb2312 gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr koi8-r koi8-u tis-620'.split(
    ' ',
  );

let squeezedLabels: ReadonlyMap<string, string> | undefined;

/** The canonical label of an encoding ('latin1' is 'windows-1252'); an unknown label is an `invalid` error. */
export function canonicalEncoding(label: string): Encoding {
  const name = label.trim().toLowerCase().replaceAll('_', '-');
  const alias = aliases[name];
  if (alias !== undefined) return alias;
  const page = codePageOf(name);
  if (page !== undefined) return page;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    const other = respelled(name);
    if (other !== undefined && other !== label) return canonicalEncoding(other);
    const some = 'utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15, windows-1251, shift_jis, gb18030, cp437';
    throw new ToolError('invalid', `The encoding ${JSON.stringify(label)} is not known. Use for example: ${some}.`);
  }
}

const squeezed = (name: string): string => name.replace(/[^a-z0-9]+/g, '');

/** Returns a label that differs from `name` only in separators, the word for a byte order mark or that for a code page. */
function respelled(name: string): string | undefined {
  squeezedLabels ??= new Map([...standard, ...Object.keys(aliases)].map((label) => [squeezed(label), label]));
  const plain = squeezed(name).replace(/(?:with)?(?:bom|sig)$/, '');
  const known = squeezedLabels.get(plain) ?? squeezedLabels.get(`cp${plain}`);
  if (known !== undefined) return known;
  const [, kind, number] = /^(win|cp|iso8859)(\d{1,4})$/.exec(plain) ?? [];
  return kind === undefined ? undefined : kind === 'iso8859' ? `iso-8859-${number}` : `cp${number}`;
}

function codePageOf(name: string): Encoding | undefined {
  const number = /^(?:cp|ibm|oem|dos|windows)?-?(\d{3,5})$/.exec(name)?.[1];
  if (number === undefined) return Object.hasOwn(codePages, name) ? name : undefined;
  if (Object.hasOwn(codePages, `cp${number}`)) return `cp${number}`;
  if (/^125[0-8]$/.test(number)) return `windows-${number}`;
  const iso = /^2859([1-9])$/.exec(number)?.[1] ?? /^286(03|05)$/.exec(number)?.[1];
  return iso === undefined
    ? undefined
    : new TextDecoder(`iso-8859-${Number(iso) + (iso.length > 1 ? 10 : 0)}`).encoding;
}
