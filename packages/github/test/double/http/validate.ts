import { mistakes, unknownFields } from '../description/check.ts';
import { description } from '../description/load.ts';
import type { Operation, Schema } from '../description/types.ts';
import type { Json, JsonObject } from '../json.ts';

export interface Checked {
  path: JsonObject;
  query: JsonObject;
  /** Everything that GitHub would refuse, too. */
  refused: string[];
  /** Everything that GitHub would ignore: a misspelt parameter or field. */
  ignored: string[];
}

/** Names of parameters that GitHub takes everywhere though no operation declares them. */
const everywhere = new Set(['page', 'per_page']);

/** Parameters that GitHub takes and documents in words, and that its description lacks. */
const undocumented: Readonly<Record<string, ReadonlySet<string>>> = {
  'issues/list-for-repo': new Set(['after', 'before']),
};

/** Checks a request against the operation that it means. */
export function validate(
  operation: Operation,
  path: Record<string, string>,
  query: URLSearchParams,
  body: Json | undefined,
  contentType: string,
): Checked {
  const checked: Checked = { path: {}, query: {}, refused: [], ignored: [] };
  const declared = (place: string) => operation.parameters.filter((one) => one.in === place);
  for (const { name, schema } of declared('path')) {
    const value = typed(schema, [path[name] ?? '']);
    checked.path[name] = value;
    checked.refused.push(...mistakes(schema, value).map((one) => `path parameter ${name}: ${one}`));
  }
  const known = new Map(declared('query').map((one) => [one.name, one]));
  for (const sent of new Set(query.keys())) {
    const name = sent.replace(/\[\]$/, '');
    const parameter = known.get(name) ?? known.get(sent);
    if (parameter === undefined) {
      if ((!everywhere.has(name) || operation.method !== 'GET') && !undocumented[operation.id]?.has(name))
        checked.ignored.push(`unknown query parameter ${sent}`);
      checked.query[name] = query.get(sent) ?? '';
      continue;
    }
    const value = typed(parameter.schema, query.getAll(sent));
    checked.query[name] = value;
    checked.refused.push(...mistakes(parameter.schema, value).map((one) => `query parameter ${sent}: ${one}`));
  }
  for (const { name, required } of known.values())
    if (required && checked.query[name] === undefined) checked.refused.push(`query parameter ${name} is missing`);
  if (operation.method !== 'GET') checkBody(operation, body, contentType, checked);
  else if (body !== undefined) checked.ignored.push('a body on a GET request');
  return checked;
}

function checkBody(operation: Operation, body: Json | undefined, contentType: string, checked: Checked): void {
  const content = operation.body?.content ?? {};
  const schema = content['application/json'];
  if (operation.body === undefined) {
    if (body !== undefined && JSON.stringify(body) !== '{}')
      checked.ignored.push('a body that the operation does not take');
    return;
  }
  if (schema === undefined) return;
  if (body === undefined) {
    if (operation.body.required && mistakes(schema, {}).length > 0) checked.refused.push('body is missing');
    return;
  }
  if (!/^application\/(json|[\w.+-]+\+json)/.test(contentType))
    checked.ignored.push(`content-type is ${contentType || 'missing'}`);
  checked.refused.push(...mistakes(schema, body).map((one) => `body ${one}`));
  checked.ignored.push(...unknownFields(schema, body).map((one) => `unknown field ${one}`));
}

/** The text of a URL as the type that its parameter has. What cannot be that stays text, and fails the check. */
function typed(schema: Schema, values: string[]): Json {
  const [value = ''] = values;
  const options = plain(schema);
  const types = new Set(options.flatMap((one) => one.type ?? []));
  if (types.has('array') && !(types.has('string') && values.length === 1)) {
    const items = options.find((one) => one.items !== undefined)?.items ?? {};
    return (values.length === 1 ? value.split(',') : values).map((one) => typed(items, [one]));
  }
  if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (Number.isSafeInteger(number) || value.includes('.')) return number;
  }
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** A schema and its alternatives, without references. */
function plain(schema: Schema): Schema[] {
  if (schema.$ref !== undefined) return plain(description().schema(schema.$ref));
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap(plain)];
}
