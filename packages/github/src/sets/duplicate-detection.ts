import { findDuplicate } from '../tools/find-duplicate.ts';

export const duplicateDetection = [findDuplicate];
