/** Hosts of GitHub's own images; a private one is only shown to people who may see it. */
const own = /^https?:\/\/(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|githubassets\.com)(?:[/?#]|$)/i;
/** An image in Markdown, with its address if it stands inline, and the elements of HTML that load one. */
const image =
  /!(?=\[[^\]]*\](?:\(\s*<?([^\s)>]*)|\[))|<(?=(?:img|image|picture|source|video|audio|iframe|object|embed|svg)\b([^>]*))/gi;
const address = /\b(?:src|srcset|href|data|poster)\s*=\s*["']?([^\s"'>]+)/i;
const written = /⟦([!<])⟧/g;
const literal = /⟦(?=[!<]⟧)/g;

/** Returns true for an address that is loaded from another host. */
const isForeign = (url: string): boolean => /^(?:[a-z][\w+.-]*:|\/\/)/i.test(url) && !own.test(url);

/** Addresses of images on other hosts: a program that shows the text asks those hosts, with all that the address carries. */
export function foreignImages(text: string): string[] {
  return [...text.matchAll(image)].flatMap(([, inline, attributes]) => {
    const url = inline ?? address.exec(attributes ?? '')?.[1] ?? '';
    return isForeign(url) ? [url] : [];
  });
}

/**
 * Writes out the first character of an image on another host as `⟦!⟧` or `⟦<⟧`, so that a host which renders the text
 * loads nothing. {@link restoreImages} gives back the text.
 */
export function neutralizeImages(text: string): string {
  if (!/[!<⟦]/.test(text)) return text;
  return text
    .replace(literal, '⟦U+27E6⟧')
    .replace(image, (found, inline: string | undefined, attributes: string | undefined) => {
      // An image by reference names its address elsewhere in the text.
      const url = inline ?? (attributes === undefined ? 'reference:' : (address.exec(attributes)?.[1] ?? ''));
      return isForeign(url) ? `⟦${found}⟧` : found;
    });
}

export const restoreImages = (text: string): string => text.replace(written, '$1');
