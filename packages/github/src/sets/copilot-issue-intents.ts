import { assignCopilotToIssueWithIntent } from '../tools/assign-copilot-to-issue-with-intent.ts';

export const copilotIssueIntents = [assignCopilotToIssueWithIntent];
