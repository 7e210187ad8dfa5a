import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Entry {
  /** The package's folder in `packages/`. */
  name: string;
  /** Its arguments, other than the address; `folder` is an empty folder for it. */
  start(folder: string): { args: readonly string[]; env?: Readonly<Record<string, string>> };
  /** Scenarios left out for this server, in addition to the general ones. */
  leftOut?: LeftOut;
}

/** Scenarios, or single checks of scenarios whose rest has to pass, each with the reason why it is left out. */
export type LeftOut = Readonly<Record<string, string>>;

const tool = 'calls a tool that only a fixture of the suite has';
const prompt = 'gets a prompt that only a fixture of the suite has';
const resource = 'reads or watches a resource that only a fixture of the suite has';
const unseen = `${tool}; without it the suite passes whatever comes`;
const tasks = 'the extension for tasks, which no server has; not required';

/**
 * Every scenario that the suite runs for a revision has to pass, required or only reported, except for these. The
 * fixture in the kit's tests has the tools, prompts and resources, and passes all required ones.
 */
export const leftOut: LeftOut = {
  'tools-call-simple-text': tool,
  'tools-call-image': tool,
  'tools-call-audio': tool,
  'tools-call-embedded-resource': tool,
  'tools-call-mixed-content': tool,
  'tools-call-with-logging': tool,
  'tools-call-error': tool,
  'tools-call-with-progress': tool,
  'tools-call-sampling': tool,
  'tools-call-elicitation': tool,
  'elicitation-sep1034-defaults': tool,
  'elicitation-sep1330-enums': tool,
  'json-schema-2020-12': tool,
  'http-custom-header-server-validation': tool,
  'resources-read-text': resource,
  'resources-read-binary': resource,
  'resources-templates-read': resource,
  'resources-subscribe': resource,
  'resources-unsubscribe': resource,
  'prompts-get-simple': prompt,
  'prompts-get-with-args': prompt,
  'prompts-get-embedded-resource': prompt,
  'prompts-get-with-image': prompt,
  'input-required-result-basic-elicitation': tool,
  'input-required-result-basic-sampling': tool,
  'input-required-result-basic-list-roots': tool,
  'input-required-result-request-state': tool,
  'input-required-result-multiple-input-requests': tool,
  'input-required-result-multi-round': tool,
  'input-required-result-missing-input-response': unseen,
  'input-required-result-non-tool-request': prompt,
  'input-required-result-result-type': tool,
  'input-required-result-tampered-state': tool,
  'input-required-result-capability-check': tool,
  'input-required-result-ignore-extra-params': unseen,
  'input-required-result-validate-input': unseen,
  // Four checks of server-stateless; its other checks have to pass.
  'sep-2575-server-rejects-undeclared-capability': tool,
  'sep-2575-missing-capability-http-400': tool,
  'sep-2575-http-server-no-independent-requests-on-stream': tool,
  'sep-2575-server-no-log-without-loglevel': tool,
  'tasks-lifecycle': tasks,
  'tasks-capability-negotiation': tasks,
  'tasks-wire-fields': tasks,
  'tasks-request-state-removal': tasks,
  'tasks-mrtr-input': tasks,
  'tasks-request-headers': tasks,
  'tasks-dispatch-and-envelope': tasks,
  'tasks-status-notifications': tasks,
  'tasks-required-task-error': tasks,
  'tasks-mrtr-composition': tasks,
};

/** The servers under test; a new one needs an entry here. */
export const servers: readonly Entry[] = [
  {
    name: 'github',
    // Nothing listens there: the general scenarios need no answer from GitHub.
    start: () => ({
      args: ['--host', 'http://127.0.0.1:9'],
      env: { GITHUB_PERSONAL_ACCESS_TOKEN: `ghp_${'0'.repeat(36)}` },
    }),
  },
  {
    name: 'filesystem',
    start: (folder) => ({ args: [folder] }),
  },
  {
    name: 'template',
    start(folder) {
      writeFileSync(path.join(folder, 'entry.md'), '# Entry\n');
      return { args: ['--folder', folder] };
    },
    leftOut: {
      'prompts-list': 'it has no prompts',
      'sep-2549-prompts-list-caching-hints': 'it has no prompts; the other checks of caching are held',
    },
  },
  {
    name: 'sqlite',
    start(folder) {
      const file = path.join(folder, 'empty.db');
      // An empty file is an empty database.
      writeFileSync(file, '');
      return { args: [file] };
    },
  },
  {
    name: 'git',
    start(folder) {
      spawnSync('git', ['init', '--quiet', folder]);
      return { args: [folder] };
    },
  },
];
