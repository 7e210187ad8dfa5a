import { soakLength } from '@mcp-reference/kit/testing';
import { describeInterleavings } from './interleavings.ts';

describeInterleavings((mode) => soakLength([1, 2, 3, 5, 8, Infinity], mode === 'portable' ? [1, 2, 5] : [2, 5]));
