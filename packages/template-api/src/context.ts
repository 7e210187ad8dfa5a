import type { Api } from './api/client.ts';

/** The context of every handler: a handler touches nothing else. */
export interface Context {
  api: Api;
}
