import { createArchive } from './tools/create-archive.ts';
import { diskUsage } from './tools/disk-usage.ts';
import { extractArchive } from './tools/extract-archive.ts';
import { findDuplicates } from './tools/find-duplicates.ts';
import { findEmpty } from './tools/find-empty.ts';
import { listArchive } from './tools/list-archive.ts';

/** The tools of the sets `analyze` and `archive`. */
export const moreTools = [diskUsage, findDuplicates, findEmpty, listArchive, createArchive, extractArchive];
