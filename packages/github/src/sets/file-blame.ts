import { getFileBlame } from '../tools/get-file-blame.ts';

export const fileBlame = [getFileBlame];
