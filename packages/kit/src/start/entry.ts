#!/usr/bin/env node
// The file that a server's command starts. It stays small: the compile cache must be on before the rest is loaded.
import { cacheName, load } from 'virtual:server';
import { useCompileCache } from './compile-cache.ts';

// Zod would compile a function for every schema at its first use. Most are used once or twice, so that costs more time and
// memory than it saves.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
useCompileCache(cacheName);
await load();
