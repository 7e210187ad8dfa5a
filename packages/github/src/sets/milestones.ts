import { listMilestones } from '../tools/list-milestones.ts';
import { milestoneWrite } from '../tools/milestone-write.ts';

export const milestones = [listMilestones, milestoneWrite];
