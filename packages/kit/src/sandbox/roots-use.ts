/** The use of the folders that a client names (its roots). */
export type ClientRootsUse = 'fallback' | 'narrow' | 'ignore';

/**
 * Returns how client roots are used by a start with so many folders; undefined when there is nothing to serve. Folders on the
 * command line are what the user allowed: roots take nothing away from them unless that is asked for. Over HTTP, a client's
 * roots are folders of another machine.
 */
export function rootsFor(asked: ClientRootsUse, folders: number, http: string | undefined): ClientRootsUse | undefined {
  const use = http === undefined ? asked : 'ignore';
  if (folders === 0) return use === 'ignore' ? undefined : 'fallback';
  return use === 'narrow' ? 'narrow' : 'ignore';
}
