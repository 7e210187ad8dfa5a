import type { Block, Call } from './tool.ts';
import type { Labels } from './trust.ts';

export interface PromptArgument<Context> {
  name: string;
  description: string;
  required: boolean;
  complete?(value: string, context: Context, call: Call): Promise<string[]>;
}

/** A task that a person picks from the host's menu. */
export interface Prompt<Context> {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument<Context>[];
  /** Labels of the text for --session-file. Without them it counts as text by strangers that is private. */
  labels?: Labels;
  /** Returns the start of the conversation: a text, or blocks that are sent as one message each. */
  render(values: Readonly<Record<string, string>>, context: Context, call: Call): Promise<string | Block[]>;
}
