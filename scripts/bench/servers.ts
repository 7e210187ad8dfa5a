/** The servers of the bench, as data. README.md explains how to add one. */
import { filesystemServers } from './servers/filesystem.ts';
import { gitServers } from './servers/git.ts';
import { githubServers } from './servers/github.ts';
import { sqliteServers } from './servers/sqlite.ts';
import type { Server } from './types.ts';

export const servers: readonly Server[] = [...filesystemServers, ...sqliteServers, ...gitServers, ...githubServers];
