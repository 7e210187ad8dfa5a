/**
 * Labels of an answer, as other MCP hosts read them in `_meta.ifc`: whether people without a say in it could have written
 * what it shows, and whether everybody may read that.
 */
export interface Labels {
  integrity: 'trusted' | 'untrusted';
  confidentiality: 'public' | 'private';
}

/** An answer that no rule labels counts as text by strangers that not everybody may read. */
export const unlabelled: Labels = { integrity: 'untrusted', confidentiality: 'private' };

/**
 * An answer that shows only what the user or the caller named, such as an allowed folder. Set it last: an error before it can
 * show what was read.
 */
export const namedByUser: Labels = { integrity: 'trusted', confidentiality: 'private' };

/** Joins the labels of the parts of an answer: the stricter one counts. */
export const joinLabels = (one: Labels | undefined, other: Labels): Labels => ({
  integrity: one?.integrity === 'untrusted' ? 'untrusted' : other.integrity,
  confidentiality: one?.confidentiality === 'private' ? 'private' : other.confidentiality,
});

/** An answer that another server of the same session gave, from --session-file. */
export interface EarlierAnswer extends Labels {
  server: string;
  tool: string;
  /** Milliseconds since the epoch. */
  at: number;
}
