import { soakLength } from '@mcp-reference/kit/testing';
import { describeOracles } from './oracles.ts';

describeOracles(soakLength(400, 40));
