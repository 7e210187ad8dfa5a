// Counts how often a pattern matches in 1,000 attempts, in a thread that a test can end.
import { parentPort, workerData } from 'node:worker_threads';
import { glob } from '../../src/files/search/glob.ts';

const { hostile, victim } = workerData as { hostile: string; victim: string };
const matches = glob(hostile);
let matched = 0;
for (let i = 0; i < 1_000; i++) if (matches(victim)) matched++;
parentPort?.postMessage(matched);
