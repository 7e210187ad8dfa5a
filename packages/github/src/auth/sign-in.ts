import { findSecret, type Secret } from '@mcp-reference/kit';
import type { Credentials } from '../api/credentials.ts';

/** A token from the environment, a file that it names, or a command. */
export function tokenCredentials(): Credentials {
  let found: Promise<Secret | undefined> | undefined;
  return {
    renewable: false,
    token: () => (found ??= findSecret({ variables: ['GITHUB_PERSONAL_ACCESS_TOKEN', 'GITHUB_TOKEN'] })),
  };
}
