import { ToolError, visible } from '@mcp-reference/kit/sandbox';

export interface DocumentText {
  /** A description for a header: `PDF as text, 12 pages`. */
  what: string;
  text: string;
}

/** The error for a document that needs a password. */
export const encrypted = (path: string): ToolError =>
  new ToolError('unsupported', `"${visible(path)}" is encrypted with a password. Save it without one to read it.`);
