import { ToolError } from '@mcp-reference/kit';

/** Settings that can be switched on and off, by their names without `has_` or `allow_`. */
export const switches = [
  'issues',
  'wiki',
  'projects',
  'squash_merge',
  'merge_commit',
  'rebase_merge',
  'auto_merge',
  'delete_branch_on_merge',
] as const;
const keys = {
  issues: 'has_issues',
  wiki: 'has_wiki',
  projects: 'has_projects',
  squash_merge: 'allow_squash_merge',
  merge_commit: 'allow_merge_commit',
  rebase_merge: 'allow_rebase_merge',
  auto_merge: 'allow_auto_merge',
  delete_branch_on_merge: 'delete_branch_on_merge',
} as const;

/** @throws ToolError `invalid` for a switch that does not exist */
export function switched(
  names: readonly string[],
  value: boolean,
): Partial<Record<(typeof keys)[keyof typeof keys], boolean>> {
  return Object.fromEntries(
    names.map((name) => {
      const known = switches.find((one) => one === name);
      if (known === undefined)
        throw new ToolError(
          'invalid',
          `There is no switch ${JSON.stringify(name)}; there are: ${switches.join(', ')}.`,
        );
      return [keys[known], value];
    }),
  );
}
