import { soakLength } from '@mcp-reference/kit/testing';
import { describeInterleavings } from './interleavings.ts';

describeInterleavings(() => soakLength([1, 2, 3, 5, 8, Infinity], [1, 2, 5]));
