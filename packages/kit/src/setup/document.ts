import { Jsonc } from './jsonc.ts';
import { Toml } from './toml.ts';

/** The keys that lead to a value. */
export type Place = readonly string[];

export type DocumentFormat = 'json' | 'toml';

/** A configuration file whose edits leave every other byte as it is. */
export interface ConfigDocument {
  readonly text: string;
  get(place: Place): unknown;
  has(place: Place): boolean;
  /** The line on which a value starts, counted from 1. */
  lineOf(place: Place): number;
  /** The text with a value set; what leads to it is made. */
  set(place: Place, value: unknown): string;
  /** The text without a value. */
  remove(place: Place): string;
}

/** @throws ToolError `invalid` that names what is broken and where; `file` is for that message. */
export const openDocument = (text: string, file: string, format: DocumentFormat = 'json'): ConfigDocument =>
  format === 'toml' ? new Toml(text, file) : new Jsonc(text, file);
