import path from 'node:path';
import { ToolError, visible } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { Surroundings } from '../linked.ts';
import type { GitOperations } from '../files/index.ts';

type Roots = Sandbox<GitOperations>['roots'];

/** The folder that a call without repo_path means. @throws ToolError when there are several, or none. */
export function onlyRoot(roots: Roots): string {
  const [only, ...others] = roots;
  if (only === undefined)
    throw new ToolError(
      'denied',
      'No folder is allowed. The user can start the server with folders, or name some in the client (roots).',
    );
  if (others.length > 0)
    throw new ToolError(
      'invalid',
      `Give repo_path; there are ${roots.length} allowed folders: ${roots.map(({ path }) => `"${visible(path)}"`).join(', ')}.`,
    );
  return only.path;
}

/** The error for a folder of a repository whose top is not allowed. */
export function belowTop(asked: string, roots: Roots, { above }: Surroundings): ToolError | undefined {
  const place = path.resolve(asked);
  for (const { path: given, real } of roots) {
    const top = above.get(real);
    if (top === undefined || ![given, real].some((root) => place === root || place.startsWith(root + path.sep)))
      continue;
    return new ToolError(
      'not_found',
      `"${visible(asked)}" belongs to the repository at "${visible(top)}", and only the folder "${visible(given)}" of it is allowed. Start the server with "${visible(top)}" to use it.`,
    );
  }
  return undefined;
}
