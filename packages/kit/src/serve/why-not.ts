import type { CommonValues } from '../common-options.ts';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import type { CatalogTool } from './catalog.ts';
import type { Narrowing } from './http/narrow.ts';

/** The rest of a sentence about a tool that exists and is not offered: which option offers it. */
export function whyNot<Context>(
  { name, annotations, toolsets: sets }: Pick<CatalogTool<Context>, 'name' | 'annotations' | 'toolsets'>,
  { toolsets, command, options }: Server<Options, Context>,
  values: CommonValues,
  narrowed?: Narrowing,
): string {
  const { readOnly, excludeTools, tools, toolsets: asked } = values;
  if (excludeTools.includes(name)) return 'is excluded: this server was started with --exclude-tools.';
  if (readOnly && !annotations.readOnlyHint)
    return 'changes things, and this server was started with --read-only. Ask the user to start it without that.';
  if (tools.length > 0 && !tools.includes(name))
    return `is not among the tools that this server was started with. Ask the user to add it to --tools.`;
  const on = asked.length === 0 ? ['default'] : asked;
  const isOn = sets.some(
    (set) =>
      on.includes(set) ||
      (on.includes('all') && !toolsets[set]?.optIn) ||
      (on.includes('default') && toolsets[set]?.default),
  );
  const [set] = sets;
  if (tools.length === 0 && !isOn && set !== undefined && (narrowed === undefined || asked.length > 0))
    return `is in the toolset "${set}", which is off. Ask the user to start ${command} with --toolsets ${[...on, set].join(',')}.`;
  if (annotations.openWorldHint && 'noNetwork' in values && values.noNetwork === true)
    return 'uses the network, and this server was started with --no-network.';
  if (!annotations.readOnlyHint && 'write' in options)
    return 'changes things, and this server was started without --write. Ask the user to start it with that.';
  if (narrowed !== undefined)
    return 'is left out by the address or the X-MCP headers of this connection. Ask the user to change those.';
  return 'is not offered by this start of the server; --help lists the options that decide it.';
}
