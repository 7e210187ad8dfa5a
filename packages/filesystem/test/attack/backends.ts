/** The ways to hold folders that this system has; the first is what a user gets. */
export const modes: readonly ('descriptor' | 'portable')[] =
  process.platform === 'linux' ? ['descriptor', 'portable'] : ['portable'];

export type Mode = (typeof modes)[number];
