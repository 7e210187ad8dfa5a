import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from '../options.ts';
import { allOptions } from '../common-options.ts';
import { ToolError } from '../errors.ts';
import { announce, outputSchemaOf } from '../serve/announce.ts';
import { readInput } from '../serve/input/read.ts';
import type { Server } from '../server.ts';
import type { Tool } from '../tool.ts';
import { loadTools, offeredTools } from '../toolsets.ts';

export interface ServerPolicy {
  /** The package's folder. */
  folder: string;
  /** The maximum size of `tools/list` for the default sets, in bytes. */
  maxBytes: number;
  /** The same for the read-only tools in it, for a server that offers no others by default. */
  maxReadOnlyBytes?: number;
}

export interface Check {
  name: string;
  run(): void | Promise<void>;
}

const camel = (name: string) => name.replace(/_(.)/g, (_, c: string) => c.toUpperCase());
const kebab = (name: string) => name.replaceAll('_', '-');

/** Returns the contract of every server, as checks to register with a test runner. */
export async function serverChecks<O extends Options, Context>(
  server: Server<O, Context>,
  { folder, maxBytes, maxReadOnlyBytes = maxBytes }: ServerPolicy,
): Promise<Check[]> {
  const loaded = await loadTools(server.toolsets);
  const tools = loaded.map(({ tool }) => tool);
  /** A server's own options (`offers`) can only remove tools, so they are ignored here. */
  const offered = (
    { toolsets }: Server<O, Context>,
    { readOnly = false, toolsets: sets = [] }: { readOnly?: boolean; toolsets?: string[] },
  ) => offeredTools(loaded, { toolsets }, { readOnly, tools: [], toolsets: sets, excludeTools: [] });
  const each = (name: string, check: (tool: Tool<Context>) => void | Promise<void>): Check => ({
    name,
    async run() {
      for (const tool of tools) await check(tool);
    },
  });
  return [
    {
      name: 'names are unique, and files and exports are named after them',
      async run() {
        assert.equal(new Set(tools.map(({ name }) => name)).size, tools.length);
        // A server of a few tools may have them in its own file.
        if (tools.length <= 3 && !existsSync(path.join(folder, 'src/tools'))) return;
        const files = readdirSync(path.join(folder, 'src/tools')).sort();
        assert.deepEqual(files, tools.map(({ name }) => `${kebab(name)}.ts`).sort());
        for (const tool of tools) {
          const module: Record<string, unknown> = await import(
            pathToFileURL(path.join(folder, `src/tools/${kebab(tool.name)}.ts`)).href
          );
          assert.equal(module[camel(tool.name)], tool, `${kebab(tool.name)}.ts exports ${camel(tool.name)}`);
        }
      },
    },
    each('names are in snake_case', ({ name }) => assert.match(name, /^[a-z]+(_[a-z]+)*$/)),
    each('descriptions are one to five sentences of at most 1,024 characters', ({ name, description }) => {
      assert.match(description, /^[A-Z].*\.$/s, name);
      assert.ok(description.length <= 1024, name);
      assert.ok(description.split(/\. /).length <= 5, name);
    }),
    each('titles are there', ({ title }) => assert.match(title, /^[A-Z]/)),
    each('schemas are plain objects without noise', (tool) => {
      const { inputSchema } = announce(tool);
      assert.equal(inputSchema.type, 'object');
      for (const key of ['anyOf', 'oneOf', 'allOf', '$ref', '$defs'])
        assert.ok(!(key in inputSchema), `${tool.name}: top-level ${key}`);
      assert.ok(!JSON.stringify(inputSchema).includes('"additionalProperties":false'), tool.name);
    }),
    {
      name: 'toolsets are described by a sentence, and one is offered by default',
      run() {
        for (const [name, { description, tools, instructions = [] }] of Object.entries(server.toolsets)) {
          assert.match(name, /^[a-z]+(_[a-z]+)*$/);
          assert.ok(!['default', 'all'].includes(name), `${name} is a word of --toolsets`);
          assert.match(description, /^[A-Z].* .*\.$/, name);
          assert.ok(tools.length > 0, name);
          const own = loaded.filter(({ toolsets }) => toolsets.includes(name));
          for (const text of instructions) {
            assert.match(text, /\.$/, name);
            assert.ok(
              own.some((tool) => text.split(/\W+/).includes(tool.name)),
              `${name}: no tool of the set in: ${text}`,
            );
          }
        }
        assert.ok(Object.values(server.toolsets).some((set) => set.default));
      },
    },
    {
      name: `tools/list of the default set fits into ${maxBytes} bytes`,
      run() {
        const listed = JSON.stringify({ tools: offered(server, {}).map(({ tool }) => announce(tool)) });
        assert.ok(Buffer.byteLength(listed) <= maxBytes, `${Buffer.byteLength(listed)} bytes`);
      },
    },
    {
      name: `those that only read fit into ${maxReadOnlyBytes} bytes`,
      run() {
        const listed = JSON.stringify({ tools: offered(server, { readOnly: true }).map(({ tool }) => announce(tool)) });
        assert.ok(Buffer.byteLength(listed) <= maxReadOnlyBytes, `${Buffer.byteLength(listed)} bytes`);
      },
    },
    {
      name: '--read-only offers exactly the tools that only read',
      run() {
        const names = offered(server, { readOnly: true, toolsets: ['all', ...Object.keys(server.toolsets)] }).map(
          ({ name }) => name,
        );
        assert.deepEqual(
          names,
          tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name),
        );
        assert.ok(names.length > 0);
      },
    },
    each('input: a missing argument is called missing, a misspelt one is answered with the nearest', (tool) => {
      const errorOf = (given: unknown): string => {
        try {
          readInput(tool, given, () => {});
        } catch (error) {
          if (error instanceof ToolError) return error.message;
          throw error;
        }
        return '';
      };
      const required = announce(tool).inputSchema.required ?? [];
      const missing = errorOf({});
      for (const name of required.slice(0, 5))
        assert.ok(missing.includes(`Missing argument "${name}" (`), `${tool.name}: ${missing}`);
      const [known] = Object.keys(tool.input.shape);
      const unknown = errorOf({ [`${known ?? 'thing'}zz`]: 1 });
      assert.ok(unknown.includes('Unknown argument "'), `${tool.name}: ${unknown}`);
      if (known !== undefined && known.length > 3)
        assert.ok(unknown.includes(`Did you mean "${known}"?`), `${tool.name}: ${unknown}`);
      for (const name of Object.keys(tool.input.shape)) {
        const wrong = errorOf({ [name]: { nothing: [[[]]] } });
        assert.ok(!/Invalid input|expected .* received/.test(wrong), `${tool.name}: ${wrong}`);
      }
    }),
    each('consent: a tool that changes something takes confirm, and one that only reads refuses it', (tool) => {
      if ('confirm' in tool.input.shape) return;
      let refused = false;
      try {
        readInput(tool, { confirm: 'Go? [aaaa]' }, () => {});
      } catch (error) {
        refused = error instanceof ToolError && error.message.includes('Unknown argument "confirm"');
      }
      assert.equal(refused, tool.annotations.readOnlyHint && tool.confirms !== true, tool.name);
      assert.ok(tool.confirms !== true || 'confirm' in (announce(tool).inputSchema.properties ?? {}), tool.name);
    }),
    {
      name: 'roots: folders on the command line are not taken away by a client unless that is asked for',
      run() {
        const option = Object.entries(server.options).find(([key]) => key === 'clientRoots')?.[1];
        assert.equal(server.clientRoots === undefined, option === undefined);
        if (option?.type === 'choice') assert.equal(option.default, 'fallback');
      },
    },
    {
      name: 'options have their own environment variables, and secrets no flag',
      run() {
        const variables = Object.values(server.options).map(({ env }) => env);
        assert.equal(new Set(variables).size, variables.length);
        for (const option of Object.values(server.options)) assert.match(option.description, /\.$/);
        const own = `MCP_${server.name.toUpperCase().replaceAll('-', '_')}_`;
        const all = Object.values(allOptions(server)).map(({ env }) => env);
        assert.deepEqual(
          all.filter((name) => name.startsWith('MCP_') && !name.startsWith(own)),
          [],
          "other programs' variables are not read",
        );
      },
    },
    {
      name: 'the announced surface is the recorded one (npm run generate rewrites it)',
      run() {
        const recorded = path.join(folder, 'surface');
        const files = existsSync(recorded) ? readdirSync(recorded).sort() : [];
        assert.deepEqual(files, tools.map(({ name }) => `${name}.json`).sort());
        for (const tool of tools) {
          const golden: unknown = JSON.parse(readFileSync(path.join(recorded, `${tool.name}.json`), 'utf8'));
          const surface = { ...announce(tool), outputSchema: outputSchemaOf(tool) };
          assert.deepEqual(JSON.parse(JSON.stringify(surface)), golden, tool.name);
        }
      },
    },
  ];
}
