/** The scopes that the tools together need, for a sign-in. */
export const signInScopes = ['repo', 'read:org', 'gist', 'notifications', 'project', 'workflow'] as const;
