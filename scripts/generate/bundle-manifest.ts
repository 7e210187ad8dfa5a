import { offeredTools, type LoadedTool, type Option, type Options, type Server } from '../../packages/kit/src/index.ts';
import type { About } from './about.ts';
import { formSettings, isSubject, type Setting } from './settings.ts';

/** A field of the form that a host shows for a bundle. */
interface Field {
  type: 'string' | 'number' | 'boolean' | 'directory' | 'file';
  title: string;
  description: string;
  required: boolean;
  multiple?: true;
  sensitive?: true;
  default?: string | number | boolean | string[];
  min?: number;
  max?: number;
}

/** The program of a bundle. */
export const bundleProgram = 'dist/main.mjs';
export const bundleLauncher = 'start.sh';
export const bundleIcon = 'icon.png';

// The newest version that is not experimental and supports all fields used here.
const manifestVersion = '0.3';

/**
 * Returns the `manifest.json` of a desktop bundle.
 * The command is not `node`: a host that replaces it with its own runtime cannot start helper processes (its program is
 * not Node), adds arguments, and on macOS loads no native modules (modelcontextprotocol/mcpb issue 229). So a bundle
 * runs with the computer's Node: on Windows the one on the PATH, elsewhere the one that the launcher finds, because
 * desktop applications have a short PATH.
 * @param oldest the oldest Node that works
 */
export function bundleManifest(
  server: Server<Options, never>,
  tools: readonly LoadedTool<never>[],
  about: About,
  [major, minor]: [number, number],
): object {
  const form = formSettings(server);
  // A setting with several values becomes several arguments, which only arguments support.
  const subjects = form.filter(([, option]) => isSubject(option)).flatMap(subjectFields);
  const rest = form.filter(([, option]) => !isSubject(option));
  const values = subjects.map(([key]) => `\${user_config.${key}}`);
  const { toolsets } = server;
  const offered = offeredTools(tools, { toolsets }, { readOnly: false, tools: [], toolsets: [], excludeTools: [] });
  return {
    manifest_version: manifestVersion,
    name: about.name.split('/').at(-1),
    display_name: server.title,
    version: about.version,
    description: about.description,
    author: { name: 'The MCP reference servers authors', url: about.repository },
    repository: { type: 'git', url: `${about.repository}.git` },
    homepage: about.homepage,
    documentation: about.homepage,
    support: `${about.repository}/issues`,
    license: about.license,
    ...(server.icon !== undefined && { icon: bundleIcon }),
    keywords: about.keywords,
    ...(server.privacyPolicies && { privacy_policies: server.privacyPolicies }),
    server: {
      type: 'node',
      entry_point: bundleProgram,
      mcp_config: {
        command: '/bin/sh',
        args: [`\${__dirname}/${bundleLauncher}`, ...values],
        env: Object.fromEntries(rest.map(([key, { env }]) => [env, `\${user_config.${snake(key)}}`])),
        platform_overrides: {
          win32: { command: 'node.exe', args: [`\${__dirname}/${bundleProgram}`, ...values] },
        },
      },
    },
    tools: offered.map(({ name, description }) => ({ name, description })),
    tools_generated: true,
    ...(server.prompts && { prompts_generated: true }),
    user_config: Object.fromEntries([...subjects, ...rest.map(([key, option]) => [snake(key), fieldOf(key, option)])]),
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: `>=${major}.${minor}` } },
  };
}

/** The subject of the server: folders, or files with the folders around them. */
function subjectFields([key, option]: Setting): [string, Field][] {
  const { description } = option;
  const folders = { type: 'directory', title: title(key), description, required: true, multiple: true } as const;
  if (!('files' in option)) return [[snake(key), folders]];
  return [
    [snake(key), { ...folders, type: 'file' }],
    [`${snake(key)}_folders`, { ...folders, title: `${title(key)} folders`, required: false, default: [] }],
  ];
}

/**
 * Every optional field has a default, if only an empty text: hosts leave the placeholder of an unset value in place,
 * and the servers treat an empty variable as unset.
 */
function fieldOf(key: string, option: Option): Field {
  const field = { title: title(key), description: option.description, required: false };
  switch (option.type) {
    case 'boolean':
      return { type: 'boolean', ...field, default: option.default };
    case 'number':
      return {
        type: 'number',
        ...field,
        ...(option.default !== undefined && { default: option.default }),
        min: option.min,
        max: option.max,
      };
    case 'choice':
      return {
        type: 'string',
        ...field,
        description: `${field.description} One of: ${option.choices.join(', ')}.`,
        default: option.default,
      };
    case 'directories':
    case 'directory':
      // A variable holds one value of a form.
      return {
        type: 'directory',
        ...field,
        description: field.description.replace('; can be given again.', '.'),
        ...('required' in option && option.required ? { required: true } : { default: '' }),
      };
    case 'secret':
      return { type: 'string', ...field, sensitive: true, default: '' };
    case 'list':
    case 'string':
      return { type: 'string', ...field, default: ('default' in option && option.default) || '' };
  }
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function title(key: string): string {
  const words = snake(key).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
