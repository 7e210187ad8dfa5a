/** A view: one page without anything that it would have to load. */
export declare const html: string;
