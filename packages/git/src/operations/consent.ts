import type { Call } from '@mcp-reference/kit';

/**
 * Asks the user before what loses work or changes a remote. The first line of the question has the whole consequence, the others are its
 * details.
 * @param state What the consequence was computed from, such as object ids: when it changes, an earlier answer counts no more.
 */
export async function consent(call: Call, question: string, state: readonly string[]): Promise<void> {
  const [first = '', ...details] = question.split('\n');
  await call.confirm(first, { state: JSON.stringify(state), details });
}

/** Some of many names, for a question that a person reads. */
export const some = (names: readonly string[], most = 8): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
