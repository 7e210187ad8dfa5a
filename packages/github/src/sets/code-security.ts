import { getCodeScanningAlert } from '../tools/get-code-scanning-alert.ts';
import { listCodeScanningAlerts } from '../tools/list-code-scanning-alerts.ts';
import { updateCodeScanningAlert } from '../tools/update-code-scanning-alert.ts';

export const codeSecurity = [listCodeScanningAlerts, getCodeScanningAlert, updateCodeScanningAlert];
