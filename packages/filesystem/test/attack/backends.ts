/** The ways to hold folders that this system has; the first is what a user gets. */
export const modes: readonly ('descriptor' | 'portable')[] =
  process.platform === 'linux' ? ['descriptor', 'portable'] : ['portable'];

export type Mode = (typeof modes)[number];

/** The places where operations run: helpers with each backend, and the server's own process. */
export type Place = Mode | 'inline';
export const places: readonly Place[] = process.platform === 'linux' ? ['inline', ...modes] : modes;

/** The setting with which a server works in a place. In its own process it works without one. */
export const backendOf = (place: Place): Mode | undefined => (place === 'inline' ? undefined : place);

const isSoak = process.env['MCP_SECOND_BACKEND'] !== undefined;

/** The places for attacks through the server: `npm test` tries the one that a user gets, the soak tier the others. */
export const tierPlaces: readonly Place[] = isSoak && places.length > 1 ? places.slice(1) : places.slice(0, 1);

/**
 * For attacks in which the backends hardly differ: `npm test` tries the one that a user gets, the soak tier (in a file that imports
 * the test) the other one.
 */
export const tierModes: readonly Mode[] = isSoak && modes.length > 1 ? modes.slice(1) : modes.slice(0, 1);

/** Places that hold folders in different ways: a helper with descriptors does what the server's own process does. */
export const distinctPlaces: readonly Place[] = places.filter((place) => place !== 'descriptor');
