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

/** What a bundle starts, in it. */
export const bundleProgram = 'dist/main.mjs';
export const bundleLauncher = 'start.sh';

// The newest one that is not experimental, and has all that is said here.
const manifestVersion = '0.3';

/**
 * The `manifest.json` of a desktop bundle.
 *
 * Its command is not `node`: a host that takes that for its own runtime cannot start the processes that hold folders and
 * databases (its program is no Node), adds arguments of its own, and on macOS loads no native module
 * (modelcontextprotocol/mcpb issue 229). So a bundle runs with the computer's Node: on Windows the one on the PATH, elsewhere
 * the one that the launcher finds, as programs that are started from a desktop have a short PATH.
 *
 * @param oldest the Node that it needs
 */
export function bundleManifest(
  server: Server<Options, never>,
  tools: readonly LoadedTool<never>[],
  about: About,
  [major, minor]: [number, number],
): object {
  const form = formSettings(server);
  // Several values become several arguments, in arguments only.
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

/** What the server works on: folders, or files with folders beside them. */
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
 * Every field that need not be filled has a default, the empty text where there is none: hosts leave the placeholder of a
 * value that is not set as it is, and the servers take an empty variable for an absent one.
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
      // A variable takes one value of a form.
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
