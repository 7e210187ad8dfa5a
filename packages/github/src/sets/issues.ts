import { issueRead } from '../tools/issue-read.ts';
import { listIssues } from '../tools/list-issues.ts';

export const issues = [listIssues, issueRead];
