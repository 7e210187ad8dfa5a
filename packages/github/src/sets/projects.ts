import { projectsGet } from '../tools/projects-get.ts';
import { projectsList } from '../tools/projects-list.ts';
import { projectsWrite } from '../tools/projects-write.ts';

export const projects = [projectsList, projectsGet, projectsWrite];
