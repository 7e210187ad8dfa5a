/** The second step of the ladder: a bare line server that makes the system calls which the security model needs. Linux only. */
import { checkedCalls } from './checked-calls.mjs';
import { serve } from './line-server.mjs';

const { operations, endOfChunk } = checkedCalls(process.argv[2]);
serve('checked', operations, endOfChunk);
