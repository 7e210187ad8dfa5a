import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Description, Operation, Parameter, Schema } from './types.ts';

/** What a schema says to people, or to GitHub's own tools. */
const prose = new Set(['description', 'title', 'example', 'examples', 'externalDocs', 'deprecated', 'readOnly', 'xml']);
const methods = new Set(['get', 'put', 'post', 'patch', 'delete', 'head']);

/** Keeps of an OpenAPI 3.0 document what checks a request and an answer, with its schemas as JSON Schema. */
export function slim(document: JsonObject): Description {
  const components = object(document['components']);
  const resolve = (value: Json | undefined): JsonObject => {
    const found = object(value);
    const ref = found['$ref'];
    if (typeof ref !== 'string') return found;
    const [kind = '', name = ''] = ref.replace('#/components/', '').split('/');
    return resolve(object(components[kind])[name]);
  };

  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(object(document['paths']))) {
    for (const [method, value] of Object.entries(object(item))) {
      if (!methods.has(method)) continue;
      const source = object(value);
      const shared = [...array(object(item)['parameters']), ...array(source['parameters'])];
      const body = source['requestBody'] === undefined ? undefined : resolve(source['requestBody']);
      operations.push({
        id: text(source['operationId']),
        method: method.toUpperCase(),
        path,
        parameters: shared.map((one) => slimParameter(resolve(one))),
        ...(body && { body: { required: body['required'] === true, content: slimContent(body['content']) } }),
        responses: Object.fromEntries(
          Object.entries(object(source['responses'])).map(([status, answer]) => [
            status,
            slimContent(resolve(answer)['content']),
          ]),
        ),
      });
    }
  }
  const schemas: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(object(components['schemas']))) schemas[name] = slimSchema(schema);
  return { operations, schemas };
}

function slimParameter(parameter: JsonObject): Parameter {
  const place = parameter['in'];
  if (place !== 'path' && place !== 'query' && place !== 'header')
    throw new Error(`A parameter in ${JSON.stringify(place)}`);
  return {
    name: text(parameter['name']),
    in: place,
    required: parameter['required'] === true,
    schema: slimSchema(parameter['schema']),
    ...(parameter['x-multi-segment'] === true && { multi: true }),
  };
}

function slimContent(content: Json | undefined): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(object(content)).map(([type, media]) => [type, slimSchema(object(media)['schema'])]),
  );
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, prose goes. */
export function slimSchema(value: Json | undefined): Schema {
  const source = object(value);
  const out: JsonObject = {};
  for (const [key, held] of Object.entries(source)) {
    if (prose.has(key) || key === 'nullable' || key.startsWith('x-')) continue;
    if (key === 'properties') {
      out[key] = map(object(held), slimSchema);
    } else if (key === 'oneOf' || key === 'anyOf' || key === 'allOf') {
      // GitHub's alternatives overlap, so "exactly one" would refuse its own answers.
      out[key === 'oneOf' ? 'anyOf' : key] = array(held).map((one) => schemaJson(slimSchema(one)));
    } else if (key === 'items' || key === 'not' || (key === 'additionalProperties' && isObject(held))) {
      out[key] = schemaJson(slimSchema(held));
    } else if (key === '$ref') {
      out[key] = text(held).replace('#/components/schemas/', 'github:');
    } else {
      out[key] = held;
    }
  }
  if (source['pattern'] !== undefined && source['example'] !== undefined) out['examples'] = [source['example']];
  if (source['nullable'] === true) return nullable(out);
  return out;
}

function nullable(schema: JsonObject): Schema {
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...schema['enum'], null];
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

const schemaJson = (schema: Schema): Json => schema as JsonObject;
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const array = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const map = (from: JsonObject, change: (value: Json | undefined) => Schema): JsonObject =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, schemaJson(change(value))]));
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
