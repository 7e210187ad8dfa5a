import { ToolError, type Call } from '@mcp-reference/kit';
import { firstPages } from '../../api/first-pages.ts';
import type { GitHub } from '../../api/github.ts';
import { list, plain } from '../../present/text.ts';
import { refuse, Report } from '../report.ts';
import { setIssueField } from './issue-field.ts';
import { itemOfNode } from './item-node.ts';
import { fieldNamed, fieldsOf, type ProjectAt, type ProjectField } from './project.ts';

/** An item by its id, or by the issue or pull request that it is. */
export interface ItemNamed {
  item_id?: number | undefined;
  /** The same item by its node id. */
  node_id?: string | undefined;
  item_owner?: string | undefined;
  item_repo?: string | undefined;
  item_type?: 'issue' | 'pull_request' | undefined;
  issue_number?: number | undefined;
  pull_request_number?: number | undefined;
}

export interface FieldValue {
  id?: number | undefined;
  name?: string | undefined;
  value?: unknown;
}

/** @throws ToolError `invalid` when neither names one, `not_found` when the project does not have it */
export async function itemId(at: ProjectAt, named: ItemNamed, github: GitHub, call: Call): Promise<number> {
  const { item_id, node_id, item_owner, item_repo, issue_number, pull_request_number } = named;
  if (node_id !== undefined) {
    refuse({ item_id, item_owner, item_repo, issue_number, pull_request_number }, 'node_id already names the item');
    return itemOfNode(at, node_id, github, call);
  }
  if (item_id !== undefined) {
    refuse({ item_owner, item_repo, issue_number, pull_request_number }, 'item_id already names the item');
    return item_id;
  }
  const { owner, repo, number } = contentOf(named);
  const wanted = { project_number: at.number, q: `repo:${owner}/${repo}`, per_page: 100 };
  const isWanted = ({ content }: { content?: unknown }) => isContent(content, `${owner}/${repo}`, number);
  const { items, hasMore } = await firstPages<{ id: number; content?: unknown }>(
    ({ after }) =>
      at.isOrg
        ? github.rest.projects.listItemsForOrg({ org: at.owner, ...wanted, after }, call)
        : github.rest.projects.listItemsForUser({ username: at.owner, ...wanted, after }, call),
    (page) => page.some(isWanted),
  );
  const found = items.find(isWanted);
  if (found) return found.id;
  if (hasMore)
    throw new ToolError(
      'too_large',
      `${owner}/${repo}#${number} is not among the first ${items.length} items of ${owner}/${repo} in the project, and there are more: give its item_id, which projects_list list_project_items shows.`,
    );
  throw new ToolError('not_found', `The project has no item for ${owner}/${repo}#${number}; add_project_item adds it.`);
}

function isContent(content: unknown, name: string, number: number): boolean {
  if (typeof content !== 'object' || content === null || !('number' in content) || content.number !== number)
    return false;
  const url = 'html_url' in content ? String(content.html_url) : '';
  return url.toLowerCase().includes(`/${name.toLowerCase()}/`);
}

/** @throws ToolError `invalid` when something is missing */
export function contentOf({ item_owner, item_repo, issue_number, pull_request_number }: ItemNamed): {
  owner: string;
  repo: string;
  number: number;
} {
  if (issue_number !== undefined) refuse({ pull_request_number }, 'does not go with issue_number; give one of them');
  const number = issue_number ?? pull_request_number;
  if (item_owner === undefined || item_repo === undefined || number === undefined)
    throw new ToolError(
      'invalid',
      'Name the item: item_id, or item_owner, item_repo and issue_number or pull_request_number.',
    );
  return { owner: item_owner, repo: item_repo, number };
}

export type FieldSetting = ItemNamed & { updated_field: FieldValue };

/** Sets a field of several items; the fields are read once. Each item is said apart: GitHub may refuse one of them. */
export async function setFields(
  at: ProjectAt,
  changes: readonly FieldSetting[],
  github: GitHub,
  call: Call,
): Promise<string> {
  checkRepeats(changes);
  const known = await fieldsOf(at, github, call);
  const report = new Report();
  await report.each(
    changes.map((change, index) => ({
      what: nameOf(change),
      work() {
        call.progress(index, changes.length);
        return setField(at, change, known, github, call);
      },
    })),
  );
  return report.text();
}

/** Two values for one field: the one that counts would depend on the order. */
function checkRepeats(changes: readonly FieldSetting[]): void {
  const seen = new Set<string>();
  for (const { updated_field: field, ...item } of changes) {
    const key = `${nameOf(item)} ${field.id ?? field.name?.toLowerCase() ?? ''}`;
    if (seen.has(key)) throw new ToolError('invalid', `${nameOf(item)} is given twice for one field; give it once.`);
    seen.add(key);
  }
}

const nameOf = ({ item_id, node_id, item_owner, item_repo, issue_number, pull_request_number }: ItemNamed): string =>
  item_id === undefined && node_id === undefined
    ? `${plain(item_owner)}/${plain(item_repo)}#${issue_number ?? pull_request_number ?? ''}`
    : `item ${item_id ?? plain(node_id)}`;

async function setField(
  at: ProjectAt,
  { updated_field, ...named }: FieldSetting,
  known: readonly ProjectField[],
  github: GitHub,
  call: Call,
): Promise<string> {
  const field = fieldNamed(known, updated_field);
  const item_id = await itemId(at, named, github, call);
  const wanted = {
    project_number: at.number,
    item_id,
    fields: [{ id: field.id, value: valueFor(field, updated_field.value) }],
  };
  try {
    await (at.isOrg
      ? github.rest.projects.updateItemForOrg({ org: at.owner, ...wanted }, call)
      : github.rest.projects.updateItemForUser({ username: at.owner, ...wanted }, call));
  } catch (error) {
    if (!(error instanceof ToolError) || !/issue fields used as a project field/i.test(error.message)) throw error;
    return setIssueField(at, item_id, { name: field.name, value: updated_field.value }, error, github, call);
  }
  return `Updated ${plain(field.name)} of item ${item_id}`;
}

/** Options and iterations are given by name and sent by id. */
function valueFor({ name, data_type, options, configuration }: ProjectField, value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new ToolError('invalid', `The value of ${plain(name)} must be a text, a number or null.`);
  const choices = [
    ...(options ?? []).map((option) => ({ id: option.id, title: option.name })),
    ...(configuration?.iterations ?? []).map((one) => ({ id: one.id, title: one.title })),
  ].map(({ id, title }) => ({ id, title: typeof title === 'string' ? title : (title?.raw ?? '') }));
  if (choices.length === 0) return plainValue(name, data_type, value);
  const chosen = choices.find(({ id, title }) => id === value || title.toLowerCase() === String(value).toLowerCase());
  if (chosen?.id === undefined)
    throw new ToolError(
      'not_found',
      `${plain(name)} has no choice ${JSON.stringify(value)}; there are: ${list(choices.map(({ title }) => title))}.`,
    );
  return chosen.id;
}

/** A day that exists, with or without a time. */
function isDate(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d(?=$|T)/.exec(text)?.[0];
  const time = Date.parse(text);
  return day !== undefined && !Number.isNaN(time) && new Date(Date.parse(day)).toISOString().startsWith(day);
}

/** GitHub takes a value of another type than the field's, and leaves the field as it was. */
function plainValue(name: string, type: string, value: string | number): string | number {
  if (type === 'number') {
    const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
    if (!Number.isFinite(number))
      throw new ToolError('invalid', `${plain(name)} takes a number, not ${JSON.stringify(value)}.`);
    return number;
  }
  if (type === 'date' && !isDate(String(value)))
    throw new ToolError('invalid', `${plain(name)} takes a date such as 2026-01-31, not ${JSON.stringify(value)}.`);
  return type === 'text' ? String(value) : value;
}
