import { allOptions } from '../common-options.ts';
import { argumentsOf, type Glossary } from '../glossary.ts';
import { defaultOf, flagOf, placeholderOf, type Options } from '../options.ts';
import { announce } from '../serve/announce.ts';
import { setupEntries } from '../setup/flags.ts';
import type { Server } from '../server.ts';
import type { LoadedTool } from '../toolsets.ts';

/** Formats the tools of a server as a Markdown table. */
export function toolTable(tools: readonly LoadedTool<never>[]): string {
  const rows = tools.map(({ name, description, annotations, toolsets, tool: { input } }) => {
    const kind = annotations.readOnlyHint ? 'reads' : annotations.destructiveHint ? 'changes' : 'adds';
    const given = Object.entries(input.shape).map(([key, schema]) =>
      schema.safeParse(undefined).success ? `${key}?` : key,
    );
    return `| \`${name}\` | ${toolsets.join(', ')} | ${kind} | ${given.map((key) => `\`${key}\``).join(' ')} | ${cell(description)} |`;
  });
  return ['| tool | set | | arguments | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** Formats the arguments of each tool as a Markdown table under its name. */
export function argumentTables(tools: readonly LoadedTool<never>[], glossary?: Glossary): string {
  return tools
    .map(({ name, tool }) => {
      const rows = argumentsOf(announce(tool), glossary).map(({ path, required, type, choices, description = '' }) => {
        const kind = choices.length > 0 ? choices.join(', ') : type;
        return `| \`${path}\`${required ? '' : '?'} | ${cell(kind)} | ${cell(description)} |`;
      });
      const table =
        rows.length === 0 ? 'No arguments.' : ['| argument | type | |', '| --- | --- | --- |', ...rows].join('\n');
      return `## \`${name}\`\n\n${table}`;
    })
    .join('\n\n');
}

/** Formats all options of a server as a Markdown table. */
export function optionTable(server: Server<Options, never>): string {
  const rows = Object.entries(allOptions(server)).map(([key, option]) => {
    const flag =
      option.type === 'secret'
        ? ''
        : option.type === 'directories' && option.positional
          ? `\`${placeholderOf(option)} ...\``
          : `\`${flagOf(key)}\``;
    return `| ${flag} | \`${option.env}\` | ${cell(option.description + defaultOf(option))} |`;
  });
  for (const [key, { argument, description }] of setupEntries())
    rows.push(`| \`${[flagOf(key), argument].filter(Boolean).join(' ')}\` | | ${cell(description)} |`);
  return ['| argument | environment | |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
