import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Contents, Operation, Schema } from './types.ts';

/** GitHub's description of its REST API. Unpacked when first asked, parsed line by line as needed: 10 ms, not 60. */
class Library {
  readonly #lines: string[];
  readonly #contents: Contents;
  readonly #operationAt = new Map<string, number>();
  readonly #schemaAt = new Map<string, number>();
  readonly #operations = new Map<string, Operation>();
  readonly #schemas = new Map<string, Schema>();

  constructor() {
    this.#lines = unpack('openapi.jsonl.gz').split('\n');
    this.#contents = JSON.parse(this.#lines[0] ?? '');
    const { operations, schemas } = this.#contents;
    for (const [index, { method, path }] of operations.entries()) this.#operationAt.set(`${method} ${path}`, index + 1);
    for (const [index, name] of schemas.entries()) this.#schemaAt.set(name, operations.length + index + 1);
  }

  /** All operations in short. */
  get contents(): Contents {
    return this.#contents;
  }

  /** The operation with this method and path template. */
  operation(key: string): Operation {
    return withNewer(lookUp(this.#operations, this.#operationAt, this.#lines, key));
  }

  /** A shared schema; `ref` is its name or the `$ref` that names it. */
  schema(ref: string): Schema {
    return lookUp(this.#schemas, this.#schemaAt, this.#lines, ref.replace(/^github:/, ''));
  }

  /** Whether GitHub Enterprise Server lacks an operation. */
  isCloudOnly(id: string): boolean {
    return this.#contents.operations.find((one) => one.id === id)?.cloud === true;
  }

  has(key: string): boolean {
    return this.#operationAt.has(key);
  }
}

/** Fields of request bodies that GitHub takes and its description does not have yet; from its documentation. */
const newer: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'issues/add-assignees': {
    agent_assignment: {
      type: 'object',
      properties: {
        target_repo: { type: 'string' },
        base_branch: { type: 'string' },
        custom_instructions: { type: 'string' },
        custom_agent: { type: 'string' },
        model: { type: 'string' },
      },
    },
  },
};

function withNewer(operation: Operation): Operation {
  const properties = operation.body?.content['application/json']?.properties;
  const more = newer[operation.id];
  if (properties !== undefined && more !== undefined) Object.assign(properties, more);
  return operation;
}

function lookUp<T>(known: Map<string, T>, at: Map<string, number>, lines: string[], key: string): T {
  const held = known.get(key);
  if (held !== undefined) return held;
  const line = lines[at.get(key) ?? -1];
  if (line === undefined) throw new Error(`GitHub's description has no ${key}`);
  const value: T = JSON.parse(line);
  known.set(key, value);
  return value;
}

/** The text of a file in `data/`. */
export function unpack(name: string): string {
  return gunzipSync(readFileSync(new URL(`../data/${name}`, import.meta.url))).toString('utf8');
}

let library: Library | undefined;

/** The description, shared by every double of this process: it never changes. */
export function description(): Library {
  library ??= new Library();
  return library;
}
