import { assignCopilotToIssue } from '../tools/assign-copilot-to-issue.ts';
import { requestCopilotReview } from '../tools/request-copilot-review.ts';

export const copilot = [assignCopilotToIssue, requestCopilotReview];
