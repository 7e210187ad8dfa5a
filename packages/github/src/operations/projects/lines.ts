import { facts, known, link, list, login, minute, plain, quoted } from '../../present/text.ts';
import type { ProjectField } from './project.ts';

export const projectLine = (project: {
  number: number;
  title: string;
  state?: string;
  short_description?: string | null;
  updated_at: string;
  public: boolean;
}): string =>
  facts([
    `#${known(project.number)} ${project.state ?? ''} ${project.public ? 'public' : 'private'} ${quoted(project.title)}`,
    project.short_description && quoted(project.short_description),
    `updated ${minute(project.updated_at)}`,
  ]);

/** A title that is plain text, or text with its markup beside it. */
const raw = (text: unknown): string => {
  if (typeof text === 'string') return text;
  return typeof text === 'object' && text !== null && 'raw' in text && typeof text.raw === 'string' ? text.raw : '';
};

export const fieldLine = ({ id, name, data_type, options, configuration }: ProjectField): string =>
  facts([
    `${plain(name)} (${known(data_type)})`,
    options && options.length > 0 && `options ${list(options.map((option) => raw(option.name)))}`,
    configuration?.iterations &&
      `iterations ${configuration.iterations.map((one) => `${plain(raw(one.title))} from ${one.start_date} for ${one.duration} days`).join(', ')}`,
    `id ${known(id)}`,
  ]);

interface AnItem {
  id: number;
  content_type: string;
  content?: Readonly<Record<string, unknown>> | null;
  archived_at: string | null;
  creator?: { login: string } | null;
  fields?: readonly Readonly<Record<string, unknown>>[] | null;
}

/** `item 5 Issue #7 open "Title"; Status: Done` */
export function itemLine({ id, content_type, content, archived_at, ...item }: AnItem): string {
  const fields = item.fields ?? [];
  const number = typeof content?.['number'] === 'number' ? ` #${content['number']}` : '';
  const state = typeof content?.['state'] === 'string' ? ` ${content['state']}` : '';
  const title = raw(content?.['title']) || titleIn(fields);
  const url = typeof content?.['html_url'] === 'string' ? content['html_url'] : '';
  return facts([
    `item ${known(id)} ${known(content_type)}${number}${state} ${title === '' ? '(not visible to you)' : quoted(title)}`,
    archived_at !== null && 'archived',
    ...fields.flatMap((field) => {
      const value = valueOf(field['value']);
      return field['data_type'] === 'title' || value === '' ? [] : [`${plain(raw(field['name']))}: ${plain(value)}`];
    }),
    link(url),
  ]);
}

const titleIn = (fields: readonly Readonly<Record<string, unknown>>[]) =>
  valueOf(fields.find((field) => field['data_type'] === 'title')?.['value']);

/** The value of a field of any kind, in few words. */
function valueOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(valueOf).filter(Boolean).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object' || value === null) return '';
  for (const key of ['name', 'title', 'login', 'full_name', 'raw']) {
    const inner: unknown = Reflect.get(value, key);
    if (inner !== undefined) return valueOf(inner);
  }
  return '';
}

export interface StatusUpdate {
  id: string;
  status: string | null;
  startDate: string | null;
  targetDate: string | null;
  createdAt: string;
  creator: { login: string } | null;
  body: string | null;
}

export const statusText = (update: StatusUpdate, mark: string): string =>
  `--- ${mark} ${facts([
    `${update.status ?? 'no status'} by ${login(update.creator)} ${minute(update.createdAt)}`,
    update.startDate && `from ${update.startDate}`,
    update.targetDate && `to ${update.targetDate}`,
    `id ${known(update.id)}`,
  ])}\n${update.body ?? ''}`;

export interface View {
  id: string;
  number: number;
  name: string;
  layout: string;
  filter: string | null;
}

export const viewLine = ({ id, number, name, layout, filter }: View): string =>
  facts([
    `view ${known(number)} ${quoted(name)} ${known(layout).replace('_LAYOUT', '').toLowerCase()}`,
    filter && `filter ${quoted(filter)}`,
    `id ${known(id)}`,
  ]);
