import { getCodeQualityFinding } from '../tools/get-code-quality-finding.ts';

export const codeQuality = [getCodeQualityFinding];
