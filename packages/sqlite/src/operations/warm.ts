import type { Confined } from '@mcp-reference/kit/helper';
import { connect } from '../engine/connection.ts';
import type { OnTarget } from '../engine/target.ts';

/** Opens the database ahead of the first question. */
export function warm(fs: Confined, { target }: OnTarget): true {
  connect(fs, target, 'reader');
  return true;
}
