import { gitApply } from './tools/git-apply.ts';
import { gitBisect } from './tools/git-bisect.ts';
import { gitClone } from './tools/git-clone.ts';
import { gitConfigure } from './tools/git-configure.ts';
import { gitUpdateSubmodules } from './tools/git-update-submodules.ts';

/** The tools of the sets `setup` and `history`. */
export const moreTools = [gitClone, gitConfigure, gitUpdateSubmodules, gitApply, gitBisect];
