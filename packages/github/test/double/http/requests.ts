import type { Json } from '../json.ts';

/** A request as the double saw it. */
export interface Request {
  method: string;
  /** Decoded nowhere: what stood on the wire. */
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  /** Parsed, if it is JSON. */
  body: Json | undefined;
  text: string;
  /** Of GitHub's description; `graphql`, `sign-in/device` and `sign-in/token` for what is not in it; undefined for what no operation fits. */
  operationId: string | undefined;
  /** Of a GraphQL request that could be read. */
  graphql?: { kind: string; name: string | undefined };
  /** Everything that the description does not allow. */
  violations: string[];
  /** True if the double has no handler and answered with the least that the description allows. */
  generated: boolean;
  /** Of the answer; undefined when nothing was sent. */
  status: number | undefined;
}
