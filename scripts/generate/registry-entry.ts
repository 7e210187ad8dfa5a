import { placeholderOf, type Option, type Options, type Server } from '../../packages/kit/src/index.ts';
import type { About } from './about.ts';
import { isSubject, settings } from './settings.ts';

export const registrySchema = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

/**
 * Returns the `server.json` of the MCP registry. The subject of the server follows the command; everything else uses
 * environment variables, which every option has. It lists only the npm package: the entry of a bundle needs the hash of
 * a file that the release creates.
 */
export function registryEntry(server: Server<Options, never>, about: About): object {
  const all = settings(server);
  return {
    $schema: registrySchema,
    name: about.mcpName,
    title: server.title,
    description: about.description,
    repository: { url: about.repository, source: 'github', subfolder: about.directory },
    version: about.version,
    websiteUrl: about.homepage,
    packages: [
      {
        registryType: 'npm',
        identifier: about.name,
        version: about.version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: all
          .filter(([, option]) => isSubject(option))
          .map(([, option]) => ({
            type: 'positional',
            valueHint: placeholderOf(option).slice(1, -1),
            description: option.description,
            format: 'filepath',
            isRequired: true,
            isRepeated: true,
          })),
        environmentVariables: all
          .filter(([, option]) => !isSubject(option))
          .map(([, option]) => ({ name: option.env, description: option.description, ...inputOf(option) })),
      },
    ],
  };
}

/** Describes the input of a value in the registry's terms. */
function inputOf(option: Option): object {
  switch (option.type) {
    case 'boolean':
      return { format: 'boolean', default: String(option.default) };
    case 'number':
      return { format: 'number', default: String(option.default) };
    case 'choice':
      return { choices: option.choices, default: option.default };
    case 'directory':
    case 'directories':
      return { format: 'filepath', ...('required' in option && option.required && { isRequired: true }) };
    case 'secret':
      return { isSecret: true };
    case 'list':
      return {};
    case 'string':
      return option.default ? { default: option.default } : {};
  }
}
