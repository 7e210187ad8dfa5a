import { neutralizeImages, restoreImages } from './images.ts';
import { restore, show } from './invisible.ts';

/** Returns a text of others as the model reads it: invisible characters and images on other hosts are written out. */
export const writeOut = (text: string): string => neutralizeImages(show(text));

/** Returns the text that {@link writeOut} was given, so that a text can be written back as it was read. */
export const readBack = (text: string): string => restore(restoreImages(text));
