import type { Json } from '../json.ts';

/** JSON Schema, as far as GitHub's description uses it. `$ref` is `github:<name of a shared schema>`. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: Json[];
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  format?: string;
  pattern?: string;
  /** Kept only beside a pattern, which no generator can invert. */
  examples?: Json[];
  default?: Json;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  uniqueItems?: boolean;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
  /** The parameter takes several segments of the path, as the path of a file does. */
  multi?: true;
}

export interface Operation {
  /** Such as `issues/create`. */
  id: string;
  method: string;
  /** Such as `/repos/{owner}/{repo}/issues`. */
  path: string;
  parameters: Parameter[];
  body?: { required: boolean; content: Record<string, Schema> };
  /** By status, then by media type; no media type for an answer without a body. */
  responses: Record<string, Record<string, Schema>>;
}

export interface Description {
  operations: Operation[];
  schemas: Record<string, Schema>;
}

/** First line of the vendored file: what is on the lines after it, operations first. */
export interface Contents {
  /** The package and version that it was made from. */
  source: string;
  /** `cloud`: what the newest GitHub Enterprise Server does not have. */
  operations: { id: string; method: string; path: string; multi?: true; cloud?: true }[];
  schemas: string[];
}
