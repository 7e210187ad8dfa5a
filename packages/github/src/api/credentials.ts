import { createHash } from 'node:crypto';
import type { Secret } from '@mcp-reference/kit';

/** The kind of token that signs requests: GitHub answers differently to each. */
export type TokenKind = 'none' | 'classic' | 'fine-grained' | 'oauth' | 'app-user' | 'installation' | 'other';

/** The source of the token. */
export interface Credentials {
  /** The token to send, or none. `renew`: the one from before was refused; get another if there can be another. */
  token(signal: AbortSignal, renew?: boolean): Promise<Secret | undefined>;
  /** True if asking again can give another token. */
  renewable: boolean;
  /** True if a caller over HTTP brought it: only the caller can replace it. */
  ofCaller?: boolean;
}

const kinds: Readonly<Record<string, TokenKind>> = {
  ghp_: 'classic',
  gith: 'fine-grained',
  gho_: 'oauth',
  ghu_: 'app-user',
  ghs_: 'installation',
};

export const kindOf = (token: Secret | undefined): TokenKind =>
  token === undefined ? 'none' : (kinds[token.reveal().slice(0, 4)] ?? 'other');

/** Tells tokens apart without holding them. */
export const digestOf = (token: Secret | undefined): string =>
  token === undefined ? 'none' : createHash('sha256').update(token.reveal()).digest('base64url').slice(0, 16);
