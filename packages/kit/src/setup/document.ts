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
  /** Returns the line on which a value starts, counted from 1. */
  lineOf(place: Place): number;
  /** Returns the text with a value set; parents are created. */
  set(place: Place, value: unknown): string;
  /** Returns the text without a value. */
  remove(place: Place): string;
}

/** @throws ToolError `invalid` with the fault and its position; `file` is for that message. */
export const openDocument = (text: string, file: string, format: DocumentFormat = 'json'): ConfigDocument =>
  format === 'toml' ? new Toml(text, file) : new Jsonc(text, file);
