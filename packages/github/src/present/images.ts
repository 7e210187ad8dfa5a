/** Hosts of GitHub's own images; a private one is only shown to people who may see it. */
const own = /^https?:\/\/(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|githubassets\.com)(?::443)?(?:[/?#]|$)/i;
/** The beginning of an image in Markdown, or of an element of HTML. */
const beginning = /!(?=\[)|<(?=[a-z])/gi;
/** Characters behind a beginning that are looked at; what is longer counts as foreign. */
const furthest = 2_000;
const written = /⟦([!<])⟧/g;
const literal = /⟦(?=[!<]⟧)/g;

/** Addresses of images on other hosts: a program that shows the text asks those hosts, with all that the address carries. */
export function foreignImages(text: string): string[] {
  const definition = foreignDefinition(text);
  return [...text.matchAll(beginning)].flatMap(({ index }) => {
    const found = foreignAt(text, index, definition);
    return found === undefined || found === byReference ? [] : [found];
  });
}

/**
 * Writes out the first character of an image on another host as `⟦!⟧` or `⟦<⟧`, so that a host which renders the text
 * loads nothing. {@link restoreImages} gives back the text.
 */
export function neutralizeImages(text: string): string {
  if (!/[!<⟦]/.test(text)) return text;
  const literally = text.replace(literal, '⟦U+27E6⟧');
  const definition = foreignDefinition(literally);
  return literally.replace(beginning, (found, at: number) =>
    foreignAt(literally, at, definition) === undefined ? found : `⟦${found}⟧`,
  );
}

export const restoreImages = (text: string): string => text.replace(written, '$1');

/** An image by reference whose address is not in the text. */
const byReference = 'an address elsewhere';

/** The address that an image at this place would load from another host. @param definition a foreign address for references */
function foreignAt(text: string, at: number, definition: string | undefined): string | undefined {
  const part = text.slice(at, at + furthest);
  return text[at] === '!' ? inMarkdown(part, definition) : inHtml(part);
}

const simple = /^!\[[^[\]\\`<&!]*\]/;
const inline = /\]\(\s*<?([^\s)>]*)/g;

/**
 * A label that needs a parser (with brackets, escapes, code or elements inside) can end at any `](`. If the text defines
 * a foreign address, each image can be by reference: an inline one that is not well formed falls back to it.
 */
function inMarkdown(part: string, definition: string | undefined): string | undefined {
  if (definition !== undefined) return definition;
  const label = simple.exec(part)?.[0];
  const rest = part.slice(label === undefined ? 0 : label.length - 1);
  if (label !== undefined && rest.startsWith('][')) return byReference;
  const all = [...rest.matchAll(inline)].filter(({ index }) => label === undefined || index === 0);
  const foreign = all.map(([, url = '']) => url).find(isForeign);
  if (foreign !== undefined) return foreign;
  return label === undefined && all.length === 0 && part.length === furthest ? byReference : undefined;
}

/** The first foreign address that a text defines for references. */
const foreignDefinition = (text: string): string | undefined =>
  [...text.matchAll(/^[ \t>*+\-\d.)]*\[(?:[^\]\\]|\\.){1,999}\]:[\s>]*<?([^\s>]*)/gmsu)]
    .map(([, url = '']) => url)
    .find(isForeign);

const attribute = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
const loading =
  /^(?:src|srcset|imagesrcset|data|poster|background|lowsrc|dynsrc|ping|style|srcdoc|href|xlink:href|content)$/i;

/** An address that an element loads by itself. Attributes are read as browsers do; one that does not end is foreign. */
function inHtml(part: string): string | undefined {
  const name = /^<([a-z][\w:-]*)/i.exec(part)?.[1]?.toLowerCase() ?? '';
  if (name === 'style') return '<style>';
  const inside = /^(?:"[^"]*"|'[^']*'|[^'">])*/.exec(part)?.[0] ?? '';
  const isWhole = part[inside.length] === '>' || (inside.length === part.length && part.length < furthest);
  if (!isWhole) return /https?:[^\s"'>]*|\/\/[^\s"'>]+/i.exec(part)?.[0];
  // No address of another host goes without one of these.
  if (!/[:\\&]|\/\/|srcdoc/i.test(inside)) return undefined;
  for (const [, key = '', double, single, bare] of inside.matchAll(attribute)) {
    // Links are followed by a click.
    if (!loading.test(key) || (/^(?:a|area)$/.test(name) && /href$/i.test(key))) continue;
    const foreign = addressesIn(key.toLowerCase(), double ?? single ?? bare ?? '').find(isForeign);
    if (foreign !== undefined) return foreign;
  }
  return undefined;
}

function addressesIn(key: string, value: string): string[] {
  if (key.endsWith('srcset')) return value.split(/[\s,]+/);
  if (key === 'srcdoc') return [`srcdoc:${value}`];
  if (key === 'content') return [/\burl\s*=\s*(.*)$/is.exec(value)?.[1] ?? ''];
  if (key !== 'style') return [value];
  // An escape in a style can be any character.
  return /\\|&(?!amp;)/i.test(value)
    ? [value]
    : [...value.matchAll(/(?:url\(|@import)\s*["']?([^"')]*)|["']([^"']*)/gi)].map(
        ([, url, text]) => url ?? text ?? '',
      );
}

/** True for an address that is loaded from another host, as browsers read it: without white space, with entities and `\` for `/`. */
function isForeign(url: string): boolean {
  const read = url.replaceAll(/[\s\p{Cc}`"']/gu, '').replaceAll('&amp;', '&');
  if (read.includes('\\')) return true;
  const [place = ''] = read.split('?');
  if (/&(?:#x?[\da-f]+|[a-z]+;)/i.test(place)) return true;
  return /^(?:[a-z][\w+.-]*:|\/\/)/i.test(read) && !own.test(read);
}
