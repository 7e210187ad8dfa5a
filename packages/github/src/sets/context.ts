import { getMe } from '../tools/get-me.ts';

export const context = [getMe];
