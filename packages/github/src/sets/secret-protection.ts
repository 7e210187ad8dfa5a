import { getSecretScanningAlert } from '../tools/get-secret-scanning-alert.ts';
import { listSecretScanningAlerts } from '../tools/list-secret-scanning-alerts.ts';
import { updateSecretScanningAlert } from '../tools/update-secret-scanning-alert.ts';

export const secretProtection = [listSecretScanningAlerts, getSecretScanningAlert, updateSecretScanningAlert];
