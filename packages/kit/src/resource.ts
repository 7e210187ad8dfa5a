import type { Block, Call } from './tool.ts';

export interface ResourceEntry {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
  annotations?: ResourceAnnotations;
}

/** Hints for clients that choose or sort resources. */
export interface ResourceAnnotations {
  audience?: ('user' | 'assistant')[];
  /** From 0 for optional to 1 for required. */
  priority?: number;
  /** ISO 8601. */
  lastModified?: string;
}

export interface ResourceTemplate<Context> {
  /** RFC 6570, such as `file:///{+path}`. */
  uriTemplate: string;
  name: string;
  title: string;
  description: string;
  mimeType?: string;
  /**
   * Suggests values for a variable of the template. Must not fail: return an empty list if unsure. `others` holds the
   * variables that already have a value.
   */
  complete?(
    variable: string,
    value: string,
    context: Context,
    call: Call,
    others: Readonly<Record<string, string>>,
  ): Promise<string[]>;
}

/** The content of a resource: text, or bytes as base64. */
export type ResourceContent = { uri: string; mimeType: string } & ({ text: string } | { data: string });

/** Data that a client can attach by address, without a tool call. */
export interface Resources<Context> {
  templates: readonly ResourceTemplate<Context>[];
  list(context: Context, call: Call): Promise<ResourceEntry[]>;
  /** @throws ToolError `not_found` for an address that names nothing. */
  read(uri: string, context: Context, call: Call): Promise<ResourceContent[]>;
  /** Reports changes of one resource until the returned function is called. */
  watch?(uri: string, context: Context, changed: () => void): Promise<() => void>;
}

export type { Block };
