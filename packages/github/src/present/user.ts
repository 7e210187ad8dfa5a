import { facts, link, plain } from './text.ts';

/** `alice; User; https://github.com/alice` */
export const userLine = (user: { login: string; type?: string; html_url?: string; role_name?: string }): string =>
  facts([plain(user.login), user.type !== 'User' && plain(user.type), plain(user.role_name), link(user.html_url)]);
