import { getDependabotAlert } from '../tools/get-dependabot-alert.ts';
import { listDependabotAlerts } from '../tools/list-dependabot-alerts.ts';
import { updateDependabotAlert } from '../tools/update-dependabot-alert.ts';

export const dependabot = [listDependabotAlerts, getDependabotAlert, updateDependabotAlert];
