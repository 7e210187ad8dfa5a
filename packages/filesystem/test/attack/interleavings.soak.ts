import { soakLength } from '@mcp-reference/kit/testing';
import { distinctPlaces, places } from './backends.ts';
import { describeInterleavings } from './interleavings.ts';

const undone = soakLength([1, 2, 3, 5, 8], [1, 2, 5]);

// The swap that stays is left to `npm test` where that makes it.
describeInterleavings(places, (mode) => (distinctPlaces.includes(mode) ? undone : [...undone, Infinity]));
