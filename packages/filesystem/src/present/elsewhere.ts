/** The last sentence of an error about a path outside the allowed folders. */
export const pathsElsewhere = 'Call list_allowed_directories to see them.';
