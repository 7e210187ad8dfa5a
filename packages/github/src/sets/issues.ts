import { addIssueComment } from '../tools/add-issue-comment.ts';
import { commentWrite } from '../tools/comment-write.ts';
import { editBody } from '../tools/edit-body.ts';
import { getLabel } from '../tools/get-label.ts';
import { issueRead } from '../tools/issue-read.ts';
import { issueWrite } from '../tools/issue-write.ts';
import { listIssueFields } from '../tools/list-issue-fields.ts';
import { listIssueTypes } from '../tools/list-issue-types.ts';
import { listIssues } from '../tools/list-issues.ts';
import { searchIssues } from '../tools/search-issues.ts';
import { subIssueWrite } from '../tools/sub-issue-write.ts';

export const issues = [
  listIssues,
  issueRead,
  searchIssues,
  issueWrite,
  editBody,
  addIssueComment,
  commentWrite,
  subIssueWrite,
  listIssueTypes,
  listIssueFields,
  getLabel,
];
