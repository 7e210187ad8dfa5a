import { searchUsers } from '../tools/search-users.ts';

export const users = [searchUsers];
