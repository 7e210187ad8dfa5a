import { Jsonc } from './jsonc.ts';
import { Toml } from './toml.ts';
import { Yaml } from './yaml.ts';

/** The keys that lead to a value. */
export type Place = readonly string[];

/** `yaml-list` is YAML in which the entries are a list, each with a `name`. */
export type DocumentFormat = 'json' | 'toml' | 'yaml' | 'yaml-list';

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
export function openDocument(text: string, file: string, format: DocumentFormat = 'json'): ConfigDocument {
  if (format === 'toml') return new Toml(text, file);
  return format === 'json' ? new Jsonc(text, file) : new Yaml(text, file, format === 'yaml-list');
}
