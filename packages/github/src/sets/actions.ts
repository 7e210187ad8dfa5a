import { actionsGet } from '../tools/actions-get.ts';
import { actionsList } from '../tools/actions-list.ts';
import { actionsRunTrigger } from '../tools/actions-run-trigger.ts';
import { getJobLogs } from '../tools/get-job-logs.ts';

export const actions = [actionsList, actionsGet, getJobLogs, actionsRunTrigger];
