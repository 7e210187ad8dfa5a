import { issueDependencyRead } from '../tools/issue-dependency-read.ts';
import { issueDependencyWrite } from '../tools/issue-dependency-write.ts';

export const issueDependencies = [issueDependencyRead, issueDependencyWrite];
