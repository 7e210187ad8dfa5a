import type { Oid } from './names.ts';

/** The tree with nothing in it, which git knows without having it stored. */
export const emptyTree = (format: 'sha1' | 'sha256'): Oid =>
  (format === 'sha1'
    ? '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
    : '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321') as Oid;
