import { releaseWrite } from '../tools/release-write.ts';

export const releases = [releaseWrite];
