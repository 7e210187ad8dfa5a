// The input schemas of all tools, in the terms of the clients that convert them: OpenAI's strict mode, Gemini's function
// declarations, LangChain and ajv in strict mode.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { serverPackages, templates } from './packages.ts';

interface Schema {
  type?: unknown;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  [key: string]: unknown;
}

const tools = [...serverPackages(), ...Object.values(templates)].flatMap(({ folder }) => {
  const surface = path.join(folder, 'surface');
  return readdirSync(surface).map((file) => {
    const { name, inputSchema }: { name: string; inputSchema: Schema } = JSON.parse(
      readFileSync(path.join(surface, file), 'utf8'),
    );
    return { server: path.basename(folder), name, inputSchema };
  });
});

/** Keywords that every converter keeps or may drop without changing what is accepted. */
const portable = new Set(
  [
    'type title description default enum properties required additionalProperties items',
    'minItems maxItems minLength maxLength minimum maximum pattern propertyNames format',
  ].flatMap((line) => line.split(' ')),
);

/** Visits a schema and everything in it. */
function visit(schema: Schema, place: string, see: (schema: Schema, place: string) => void): void {
  see(schema, place);
  for (const [key, inner] of Object.entries(schema.properties ?? {})) visit(inner, `${place}.${key}`, see);
  if (schema.items !== undefined) visit(schema.items, `${place}[]`, see);
  if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${place}{}`, see);
}

/** Returns the places of all tools where a rule is broken. */
function broken(rule: (schema: Schema) => boolean): string[] {
  const places: string[] = [];
  for (const { server, name, inputSchema } of tools)
    visit(inputSchema, `${server}/${name}`, (schema, place) => {
      if (!rule(schema)) places.push(place);
    });
  return places;
}

/**
 * Values that are JSON of any kind, which some clients cannot express. They may only become fewer; tolerant input takes
 * them as text, too.
 */
const ofAnyType = [
  'github/actions_run_trigger.inputs{}',
  'github/issue_write.issue_fields[].value',
  'github/projects_write.updated_field.value',
  'github/set_issue_fields.fields[].value',
  'github/projects_write.items[]{}',
  'sqlite/chart.params',
  'sqlite/execute.params',
  'sqlite/execute.params_list[]',
  'sqlite/explain.params',
  'sqlite/export_data.params',
  'sqlite/query.params',
];

/** Objects whose names the caller chooses; clients use these tools without strict mode. They may only become fewer. */
const withAnyNames = ['github/actions_run_trigger.inputs', 'github/projects_write.items[]', 'sqlite/import_data.types'];

describe('every client can convert the schemas of all tools', () => {
  test('there are many', () => expect(tools.length).toBeGreaterThan(150));

  test('they use no keyword that a converter refuses: no anyOf, no references, no conditions', () => {
    expect(broken((schema) => Object.keys(schema).every((key) => portable.has(key)))).toEqual([]);
  });

  test('each value has one type', () => {
    const places = broken((schema) => typeof schema.type === 'string' || schema.enum !== undefined);
    expect(places.filter((place) => !ofAnyType.includes(place))).toEqual([]);
    expect(
      ofAnyType.filter((place) => !places.includes(place)),
      'remove what is repaired',
    ).toEqual([]);
  });

  test('each list says what is in it', () => {
    const isTyped = ({ items }: Schema) => items !== undefined && Object.keys(items).length > 0;
    const places = broken((schema) => schema.type !== 'array' || isTyped(schema));
    expect(places.filter((place) => !ofAnyType.includes(`${place}[]`))).toEqual([]);
  });

  test('objects have fixed names, which strict mode demands', () => {
    const isFixed = ({ additionalProperties }: Schema) => typeof additionalProperties !== 'object';
    expect(broken(isFixed)).toEqual(withAnyNames);
  });

  test('choices are texts, as Gemini demands', () => {
    expect(broken(({ enum: choices = [] }) => choices.every((one) => typeof one === 'string'))).toEqual([]);
  });

  test('required names exist', () => {
    const isThere = ({ required = [], properties = {} }: Schema) =>
      (required as string[]).every((name) => Object.hasOwn(properties, name));
    expect(broken(isThere)).toEqual([]);
  });

  test('names and depth are within the limits of OpenAI', () => {
    const long = tools.filter(({ name }) => !/^[a-z][a-z0-9_]{0,53}$/.test(name)).map(({ name }) => name);
    expect(long).toEqual([]);
    const deep: string[] = [];
    for (const { name, inputSchema } of tools)
      visit(inputSchema, name, (_, place) => {
        if (place.split(/\.|\[\]|\{\}/).length > 10) deep.push(place);
      });
    expect(deep).toEqual([]);
  });

  test.each(tools.map(({ server, name, inputSchema }) => [`${server}/${name}`, inputSchema] as const))(
    '%s compiles strictly',
    (_, schema) => {
      // Types that are not stated are known above.
      const ajv = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: false });
      expect(ajv.compile(schema)).toBeTypeOf('function');
    },
  );
});

test('the rules find what they are about', () => {
  const schema: Schema = {
    type: 'object',
    properties: { a: { anyOf: [] }, b: { type: 'array', items: {} }, c: { type: 'number', enum: [1] } },
  };
  const places: string[] = [];
  visit(schema, 't', (one, place) => {
    if (!Object.keys(one).every((key) => portable.has(key)) || one.type === undefined) places.push(place);
  });
  expect(places).toEqual(['t.a', 't.b[]']);
});
