import type { Keeping } from './exchange.ts';
import type { Pages } from './link.ts';

export interface Page<T> extends Pages {
  items: T[];
  /** The number of items in all, where GitHub says it. */
  total?: number;
}

export interface TextOptions {
  /** The media type that asks for the text. */
  accept: string;
  keeping: Keeping;
  /** Allows it to be stored on another host. */
  elsewhere?: boolean;
}
