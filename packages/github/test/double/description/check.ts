import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { isObject, type Json } from '../json.ts';
import { description } from './load.ts';
import type { Operation, Schema } from './types.ts';

let ajv: Ajv | undefined;
const compiled = new WeakMap<Schema, ValidateFunction>();
const added = new Set<string>();

/** What is wrong with a value, in words such as `/title must be string`; empty when it satisfies the schema. */
export function mistakes(schema: Schema, value: Json): string[] {
  const validate = compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const allowed = params['allowedValues'];
    return `${instancePath || '/'} ${message ?? 'is wrong'}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`;
  });
}

/** The schema of an operation's answer; undefined when it has no body, or none of JSON. */
export function answerSchema(operation: Operation, status: number): Schema | undefined {
  const content = operation.responses[status] ?? operation.responses['default'];
  if (content === undefined) return undefined;
  const type = Object.keys(content).find((one) => /[/+]json\b/.test(one));
  return type === undefined ? undefined : content[type];
}

/** Fields of a body that the schema does not know, as paths; GitHub ignores them, so a typing error goes unseen there. */
export function unknownFields(schema: Schema, value: Json, at = ''): string[] {
  if (Array.isArray(value)) {
    const items = shapes(schema).flatMap((one) => (one.items === undefined ? [] : [one.items]));
    if (items.length === 0) return [];
    return value.flatMap((one, index) => unknownFields({ anyOf: items }, one, `${at}/${index}`));
  }
  if (!isObject(value)) return [];
  const known = shapes(schema).filter((one) => one.properties !== undefined);
  const open = shapes(schema).some(
    (one) => (one.additionalProperties ?? false) !== false || (one.type === 'object' && one.properties === undefined),
  );
  if (known.length === 0 || open) return [];
  return Object.entries(value).flatMap(([name, held]) => {
    const options = known.flatMap((one) => one.properties?.[name] ?? []);
    if (options.length === 0) return [`${at}/${name}`];
    return held === undefined ? [] : unknownFields({ anyOf: options }, held, `${at}/${name}`);
  });
}

/** All plain schemas that a schema is made of. */
function shapes(schema: Schema): Schema[] {
  if (schema.$ref !== undefined) return shapes(description().schema(schema.$ref));
  const parts = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap(shapes)];
}

function compile(schema: Schema): ValidateFunction {
  const held = compiled.get(schema);
  if (held !== undefined) return held;
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: true });
    addFormats.default(ajv);
  }
  addShared(ajv, schema);
  const made = ajv.compile(schema);
  compiled.set(schema, made);
  return made;
}

/** Adds the shared schemas that a schema needs, and those that they need. */
function addShared(ajv: Ajv, schema: Schema): void {
  for (const [, name] of JSON.stringify(schema).matchAll(/"\$ref":"github:([^"]+)"/g)) {
    if (name === undefined || added.has(name)) continue;
    added.add(name);
    const shared = description().schema(name);
    ajv.addSchema(shared, `github:${name}`);
    addShared(ajv, shared);
  }
}
