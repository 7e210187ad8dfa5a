import type { Call } from '@mcp-reference/kit';
import { pageOf } from '../../arguments.ts';
import type { GitHub } from '../../api/github.ts';
import { word } from '../../api/routes.ts';
import { isRecord } from '../../api/scope.ts';
import { listed } from '../../present/listed.ts';
import { cutText, facts, login, minute, plain, quoted } from '../../present/text.ts';
import type { IssueAsked } from './reads.ts';

/** Characters of a comment that the timeline shows; get_comments has all of it. */
const mostComment = 300;

/** Events of an issue or pull request, oldest first. */
export async function timeline(asked: IssueAsked, github: GitHub, call: Call): Promise<string> {
  const { owner, repo, issue_number, fields, after, page, perPage } = asked;
  const { data: foundItems, ...found } = await github.rest.issues.listEventsForTimeline(
    { owner, repo, issue_number, ...pageOf(asked) },
    call,
  );
  return listed(
    {
      items: foundItems,
      ...found,
      one: 'event',
      line: eventLine,
      fields,
      after,
      page: page ?? 1,
      perPage: perPage ?? 30,
    },
    call.budget,
  );
}

/** `closed by alice 2026-01-02T03:04Z; commit 1a2b3c4d5e6f` */
function eventLine(event: object): string {
  const of = (key: string): unknown => Reflect.get(event, key);
  const text = (key: string, part: string): string => {
    const value = of(key);
    return isRecord(value) && typeof value[part] === 'string' ? value[part] : '';
  };
  const who = [of('actor'), of('user'), of('author')].find(isRecord);
  const isGhost = who === undefined && [of('actor'), of('user')].includes(null);
  const name = isGhost
    ? login(null)
    : who === undefined
      ? undefined
      : typeof who['login'] === 'string'
        ? login(who)
        : quoted(word(who['name']));
  const when = [
    of('created_at'),
    of('submitted_at'),
    isRecord(of('author')) ? Reflect.get(of('author') as object, 'date') : undefined,
  ].find((time) => typeof time === 'string');
  const rename = of('rename');
  const source = of('source');
  const issue = isRecord(source) && isRecord(source['issue']) ? source['issue'] : undefined;
  const body = of('body') ?? of('message');
  const commit = of('commit_id') ?? of('sha');
  return facts([
    `${plain(typeof of('event') === 'string' ? String(of('event')) : 'event')}${name === undefined ? '' : ` by ${name}`}${when === undefined ? '' : ` ${minute(when)}`}`,
    text('label', 'name') && `label ${plain(text('label', 'name'))}`,
    text('assignee', 'login') && `assignee ${plain(text('assignee', 'login'))}`,
    text('milestone', 'title') && `milestone ${quoted(text('milestone', 'title'))}`,
    text('requested_reviewer', 'login') && `reviewer ${plain(text('requested_reviewer', 'login'))}`,
    text('requested_team', 'slug') && `team ${plain(text('requested_team', 'slug'))}`,
    isRecord(rename) && `${quoted(word(rename['from']))} -> ${quoted(word(rename['to']))}`,
    issue !== undefined &&
      `from ${plain(/\/repos\/(.+?)\/issues/.exec(word(issue['url']))?.[1])}#${word(issue['number'])} ${quoted(word(issue['title']))}`,
    typeof of('state') === 'string' && String(of('state')),
    typeof of('state_reason') === 'string' && String(of('state_reason')),
    typeof commit === 'string' && `commit ${commit.slice(0, 12)}`,
    typeof body === 'string' &&
      body !== '' &&
      quoted(body.length > mostComment ? `${cutText(body, mostComment)}…` : body),
    typeof of('id') === 'number' && of('event') === 'commented' && `comment ${String(of('id'))}`,
  ]);
}
