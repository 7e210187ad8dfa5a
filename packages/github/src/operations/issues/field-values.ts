import { ToolError, type Call } from '@mcp-reference/kit';
import { list } from '../../present/text.ts';
import type { GitHub } from '../../api/github.ts';

export interface FieldChange {
  field_name: string;
  /** A text, a number, or the options of a field of many. */
  value?: unknown;
  /** The option of a field of options; the same as value there. */
  field_option_name?: string | undefined;
  delete?: boolean | undefined;
}

const mostPages = 10;

type Values = { field_id: number; value: string | number | string[] }[];

/** All fields of an organization; it may have more than a page of them. */
async function fieldsOf(github: GitHub, owner: string, call: Call) {
  const fields = [];
  for (let page = 1; ; page++) {
    const wanted = page === 1 ? {} : { page };
    const { data: items, next } = await github.request('GET /orgs/{org}/issue-fields', { org: owner, ...wanted }, call);
    fields.push(...items);
    if (next === undefined || page >= mostPages) return fields;
  }
}

/** The values of custom fields as the API wants them: by the ids of the fields. */
export async function fieldValues(
  github: GitHub,
  { owner, fields }: { owner: string; fields: readonly FieldChange[] },
  call: Call,
): Promise<{ values: Values | undefined; removed: { id: number; name: string }[] }> {
  if (fields.length === 0) return { values: undefined, removed: [] };
  for (const field of fields) checkChange(field);
  const known = await fieldsOf(github, owner, call);
  const values: Values = [];
  const removed: { id: number; name: string }[] = [];
  for (const { field_name, value, field_option_name, delete: remove } of fields) {
    const field = known.find(({ name }) => name.toLowerCase() === field_name.toLowerCase());
    if (field === undefined)
      throw new ToolError(
        'not_found',
        `${owner} has no issue field ${JSON.stringify(field_name)}; there are: ${list(known.map(({ name }) => name)) || 'none'}.`,
      );
    if (remove) removed.push({ id: field.id, name: field.name });
    else values.push({ field_id: field.id, value: checked(value ?? field_option_name, field_name) });
  }
  return { values: values.length === 0 ? undefined : values, removed };
}

/** @throws ToolError `invalid` for a change that says nothing, or two things */
function checkChange({ field_name, value, field_option_name, delete: remove }: FieldChange): void {
  const wanted = value ?? field_option_name;
  if (remove && wanted !== undefined)
    throw new ToolError('invalid', `The field ${field_name} has a value and delete: true; give one of them.`);
  if (value !== undefined && field_option_name !== undefined && value !== field_option_name)
    throw new ToolError('invalid', `The field ${field_name} has a value and a field_option_name; give one of them.`);
  if (!remove && wanted === undefined)
    throw new ToolError('invalid', `The field ${field_name} needs a value, or delete: true.`);
}

function checked(value: unknown, field: string): string | number | string[] {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new ToolError('invalid', `The value of ${field} must be a text, a number or a list of texts.`);
}
