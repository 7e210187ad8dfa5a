// The sample server, as a program that is started by hand.
import { run } from '../../src/serve/index.ts';
import { sample } from './sample-server.ts';

await run(sample);
