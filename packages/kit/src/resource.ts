import type { Block, Call } from './tool.ts';

export interface ResourceEntry {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
}

export interface ResourceTemplate<Context> {
  /** RFC 6570, such as `file:///{+path}`. */
  uriTemplate: string;
  name: string;
  title: string;
  description: string;
  mimeType?: string;
  /**
   * Suggests values for the template's variables; never fails, an unsure answer is an empty one. `others` are the
   * variables that have a value already.
   */
  complete?(
    variable: string,
    value: string,
    context: Context,
    call: Call,
    others: Readonly<Record<string, string>>,
  ): Promise<string[]>;
}

/** What a resource holds: text, or bytes as base64. */
export type ResourceContent = { uri: string; mimeType: string } & ({ text: string } | { data: string });

/** The data that a client can attach by address, without a tool call. */
export interface Resources<Context> {
  templates: readonly ResourceTemplate<Context>[];
  list(context: Context, call: Call): Promise<ResourceEntry[]>;
  /** @throws ToolError `not_found` for an address that names nothing. */
  read(uri: string, context: Context, call: Call): Promise<ResourceContent[]>;
  /** Reports changes of one resource until the returned function is called. */
  watch?(uri: string, context: Context, changed: () => void): Promise<() => void>;
}

export type { Block };
