export const stamp: string;
export function setupKey(): string;
