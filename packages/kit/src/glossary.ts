/**
 * Descriptions of arguments that `tools/list` leaves out, by the name of an argument, or by `tool.argument` for one tool.
 * Errors and references show them. An argument's own description is preferred.
 */
export type Glossary = Readonly<Record<string, string>>;

/** An argument of a tool, or a part of one: `files.path` is the path of each of the files. */
export interface Argument {
  path: string;
  required: boolean;
  /** `string`, `integer`, `list of objects` … */
  type: string;
  choices: readonly string[];
  description: string | undefined;
}

/** The parts of a JSON Schema that describe arguments. */
interface Schema {
  type?: unknown;
  description?: unknown;
  enum?: readonly unknown[];
  items?: Schema | undefined;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
}

/** Returns the description of an argument by its path, where list positions do not count. */
export function glossaryNote(glossary: Glossary, tool: string, path: readonly PropertyKey[]): string | undefined {
  const names = path.map(String).filter((part) => !/^\d+$/.test(part));
  return glossary[[tool, ...names].join('.')] ?? glossary[names.at(-1) ?? ''];
}

/** Returns all arguments of a tool with their descriptions, parts of arguments behind them. */
export function argumentsOf(
  { name, inputSchema }: { name: string; inputSchema: object },
  glossary: Glossary = {},
): Argument[] {
  const inside = (schema: Schema, above: readonly string[]): Argument[] =>
    Object.entries(schema.properties ?? {}).flatMap(([key, one]) => {
      const path = [...above, key];
      const own = typeof one.description === 'string' ? one.description : undefined;
      const argument = {
        path: path.join('.'),
        required: schema.required?.includes(key) === true,
        type: typeOf(one),
        choices: (one.enum ?? one.items?.enum ?? []).map(String),
        description: own ?? glossaryNote(glossary, name, path),
      };
      return [argument, ...inside(one, path), ...inside(one.items ?? {}, path)];
    });
  return inside(inputSchema, []);
}

function typeOf({ type, items }: Schema): string {
  if (type === 'array') return `list of ${typeof items?.type === 'string' ? `${items.type}s` : 'values'}`;
  return typeof type === 'string' ? type : 'any value';
}
