export type ToolCall = [tool: string, args: Record<string, unknown>];

export const garden = { owner: 'octo', repo: 'garden' };
/** Reads what a stranger wrote. */
export const strange: ToolCall = ['issue_read', { owner: 'stranger', repo: 'wild', issue_number: 1, method: 'get' }];
/** Reads what is private. */
export const diary: ToolCall = ['get_file_contents', { owner: 'octo', repo: 'diary', path: 'secret.txt' }];
