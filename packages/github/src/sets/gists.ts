import { createGist } from '../tools/create-gist.ts';
import { getGist } from '../tools/get-gist.ts';
import { listGists } from '../tools/list-gists.ts';
import { updateGist } from '../tools/update-gist.ts';

export const gists = [listGists, getGist, createGist, updateGist];
