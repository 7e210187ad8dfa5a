import { ToolError } from '@mcp-reference/kit/sandbox';
import { classify, type Alteration, type Kind } from './classify.ts';
import { splitStatements, type Statement } from './split.ts';

/** A statement that may go to SQLite. */
export interface Admitted extends Statement {
  kind: Kind;
  destroys: string | undefined;
  adds: boolean;
  drops: string | undefined;
  alters: Alteration | undefined;
}

const forReading: ReadonlySet<Kind> = new Set<Kind>(['query', 'explain', 'pragma']);

/** The one statement of a text that is to read only; whether it does is then asked of SQLite as well. */
export function admitRead(sql: string): Admitted {
  const [first, second] = splitStatements(sql);
  if (first === undefined) throw new ToolError('invalid', 'The SQL holds no statement.');
  if (second !== undefined) throw new ToolError('invalid', 'One statement at a time: the text holds more than one.');
  const admitted = admit(first);
  if (!forReading.has(admitted.kind)) throw changes();
  return admitted;
}

/** The statements of a text that may change something. */
export function admitWrite(sql: string): Admitted[] {
  const statements = splitStatements(sql);
  if (statements.length === 0) throw new ToolError('invalid', 'The SQL holds no statement.');
  return statements.map(admit);
}

export const changes = (): ToolError =>
  new ToolError(
    'denied',
    'This statement changes the database and was not run: this tool only reads. Use execute for changes; it needs a server that was started with --write.',
  );

function admit(statement: Statement): Admitted {
  const verdict = classify(statement);
  if ('refused' in verdict)
    throw new ToolError('denied', `Refused: ${verdict.refused}${verdict.refused.endsWith('?') ? '' : '.'}`);
  const { kind, destroys, adds = false, drops, alters } = verdict;
  return { ...statement, kind, destroys, adds, drops, alters };
}
