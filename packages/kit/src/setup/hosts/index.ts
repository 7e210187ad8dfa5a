import { hostNames, type HostName } from '../flags.ts';
import { desktopHosts } from './desktop.ts';
import { editorHosts } from './editors.ts';
import type { Host } from './host.ts';
import { terminalHosts } from './terminal.ts';

export type { EntryForm, Host, HostClient, Layout } from './host.ts';

export type HostKey = Exclude<HostName, 'print'>;

/** All hosts except `print`, which is not one. */
export const hosts: Readonly<Record<HostKey, Host>> = { ...desktopHosts, ...terminalHosts, ...editorHosts };

export const isHostName = (name: string): name is HostName => hostNames.some((known) => known === name);
