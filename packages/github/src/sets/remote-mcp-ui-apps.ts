import { uiGet } from '../tools/ui-get.ts';

export const remoteMcpUiApps = [uiGet];
