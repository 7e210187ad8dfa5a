import { labelWrite } from '../tools/label-write.ts';
import { listLabel } from '../tools/list-label.ts';

export const labels = [listLabel, labelWrite];
