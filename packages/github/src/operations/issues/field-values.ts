import { ToolError, type Call } from '@mcp-reference/kit';
import { list, plain } from '../../present/text.ts';
import { firstPages } from '../../api/first-pages.ts';
import type { GitHub } from '../../api/github.ts';

export interface FieldChange {
  /** The field by its name, or by `field_id`. */
  field_name?: string | undefined;
  /** Its node id, or its number. */
  field_id?: string | undefined;
  /** A text, a number, or the options of a field of many. */
  value?: unknown;
  /** The option of a field of options; the same as value there. */
  field_option_name?: string | undefined;
  /** The value of a field of one type; the same as value there. */
  text_value?: string | undefined;
  number_value?: number | undefined;
  date_value?: string | undefined;
  /** The option by its number. */
  single_select_option_id?: string | undefined;
  delete?: boolean | undefined;
}

/** The types of fields that a value goes with; the other forms go with any. */
const formTypes = {
  text_value: 'text',
  number_value: 'number',
  date_value: 'date',
  single_select_option_id: 'single_select',
} as const;

type Values = { field_id: number; value: string | number | string[] }[];

/** The fields of an organization; it may have more than a page of them. */
export async function fieldsOf(github: GitHub, owner: string, call: Call) {
  return (await firstPages((at) => github.request('GET /orgs/{org}/issue-fields', { org: owner, ...at }, call))).items;
}

type Field = Awaited<ReturnType<typeof fieldsOf>>[number];

/** The values of custom fields as the API wants them, by the ids of the fields; and the names of the fields that they set. */
export async function fieldValues(
  github: GitHub,
  { owner, fields }: { owner: string; fields: readonly FieldChange[] },
  call: Call,
): Promise<{ values: Values | undefined; names: string[]; removed: { id: number; name: string }[] }> {
  if (fields.length === 0) return { values: undefined, names: [], removed: [] };
  for (const field of fields) checkChange(field);
  const known = await fieldsOf(github, owner, call);
  const values: Values = [];
  const names: string[] = [];
  const removed: { id: number; name: string }[] = [];
  for (const change of fields) {
    const field = fieldOf(known, change, owner);
    if (change.delete) removed.push({ id: field.id, name: field.name });
    else {
      values.push({ field_id: field.id, value: valueOf(field, change) });
      names.push(field.name);
    }
  }
  return { values: values.length === 0 ? undefined : values, names, removed };
}

/** @throws ToolError `not_found` with the names that there are */
function fieldOf(known: readonly Field[], { field_id, field_name }: FieldChange, owner: string): Field {
  const named = ({ name }: Field) => name.toLowerCase() === field_name?.toLowerCase();
  const field = known.find((one) =>
    field_id === undefined ? named(one) : one.node_id === field_id || String(one.id) === field_id,
  );
  if (field === undefined)
    throw new ToolError(
      'not_found',
      `${owner} has no issue field ${JSON.stringify(field_id ?? field_name)}; there are: ${list(known.map(({ name }) => name)) || 'none'}.`,
    );
  if (field_name !== undefined && !named(field))
    throw new ToolError(
      'invalid',
      `field_id ${field_id} is the field ${plain(field.name)}, not ${plain(field_name)}; give one of them.`,
    );
  return field;
}

/** The forms in which a change gives its value. */
const formsOf = (change: FieldChange) =>
  (['value', 'field_option_name', ...(Object.keys(formTypes) as (keyof typeof formTypes)[])] as const).filter(
    (form) => change[form] !== undefined && change[form] !== null,
  );

const nameOf = ({ field_name, field_id }: FieldChange): string => field_name ?? field_id ?? '';

/** @throws ToolError `invalid` for a change that says nothing, or two things */
function checkChange(change: FieldChange): void {
  const { field_name, field_id, value, field_option_name, delete: remove } = change;
  if (field_name === undefined && field_id === undefined)
    throw new ToolError('invalid', 'Each field needs its field_name or its field_id.');
  const [form, ...others] = formsOf(change).filter((one) => one !== 'field_option_name' || value !== field_option_name);
  if (remove && form !== undefined)
    throw new ToolError('invalid', `The field ${nameOf(change)} has a ${form} and delete: true; give one of them.`);
  if (others.length > 0)
    throw new ToolError(
      'invalid',
      `The field ${nameOf(change)} has a ${[form, ...others].join(' and a ')}; give one of them.`,
    );
  if (!remove && form === undefined)
    throw new ToolError('invalid', `The field ${nameOf(change)} needs a value, or delete: true.`);
}

function valueOf(field: Field, change: FieldChange): string | number | string[] {
  const [form = 'value'] = formsOf(change);
  if (form === 'value' || form === 'field_option_name') return checked(change[form], field.name);
  if (formTypes[form] !== field.data_type)
    throw new ToolError(
      'invalid',
      `${form} is not for ${plain(field.name)}, a ${field.data_type} field; give its value.`,
    );
  const value = checked(change[form], field.name);
  if (form !== 'single_select_option_id') return value;
  const options = field.options ?? [];
  const option = options.find(({ id }) => String(id) === value);
  if (option === undefined)
    throw new ToolError(
      'not_found',
      `${plain(field.name)} has no option with id ${JSON.stringify(value)}; there are: ${options.map(({ id, name }) => `${plain(name)} (id ${id})`).join(', ') || 'none'}. Its name goes into value.`,
    );
  return option.name;
}

function checked(value: unknown, field: string): string | number | string[] {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new ToolError('invalid', `The value of ${field} must be a text, a number or a list of texts.`);
}
