import { under, type Call } from '@mcp-reference/kit';
import type { Context } from './context.ts';
import type { Executed, ExecuteParams } from './operations/execute.ts';
import { count, shownText } from './present/text.ts';

/** A change as a tool takes it. */
export interface ChangeRequest extends Pick<
  ExecuteParams,
  'sql' | 'params' | 'sets' | 'dryRun' | 'only' | 'foreignKeys'
> {
  database?: string | undefined;
}

/** Tables that the question names; it counts the others. */
const mostNamed = 8;

/** Changes a database: immediately where that is harmless, otherwise after the user agreed to the effect. */
export async function change({ databases, rules }: Context, request: ChangeRequest, call: Call): Promise<string> {
  const { database: name, ...statements } = request;
  const database = databases.get(name);
  const attempt = (agreedAt?: string) =>
    database.write(
      'execute',
      {
        ...statements,
        target: database.target,
        agreedAt,
        confirmRows: rules.confirmRows,
        undo: rules.undo,
        backup: rules.backupBefore,
        budget: call.budget,
      },
      call,
    );
  const first = await attempt();
  if (first.outcome !== 'needs consent') return describe(first, call);
  await call.confirm(questionFor(first, database.name), { state: first.after });
  return describe(await attempt(first.after), call);
}

/** One sentence with the whole effect. Names in it were escaped where they were read. */
function questionFor({ reasons, report }: Executed, database: string): string {
  const effects = report.filter((line) => !line.startsWith(' ')).map((line) => shownText(line, 200));
  const left = effects.length - mostNamed;
  const shown = [...effects.slice(0, mostNamed), ...(left > 0 ? [`and ${count(left, 'more effect')}`] : [])];
  return `In the database ${shownText(JSON.stringify(database), 80)}: ${shown.join('; ') || 'no row changes'} (${reasons.join('; ')}).`;
}

function describe(executed: Executed, call: Call): string {
  const { outcome, statements, rows, indirect, report, answered, notes, reasons } = executed;
  const more = indirect > 0 ? ` (${indirect.toLocaleString('en-US')} of them by triggers and foreign keys)` : '';
  const facts =
    outcome === 'dry run'
      ? [
          `dry run of ${count(statements, 'statement')}, nothing was changed`,
          `${count(rows, 'row')} would change${more}`,
        ]
      : [`done: ${count(statements, 'statement')}`, `${count(rows, 'row')} changed${more}`];
  facts.push(...notes);
  if (outcome === 'dry run' && reasons.length > 0) facts.push(`the write asks the user first: ${reasons.join('; ')}`);
  call.data?.({ outcome, statements, rows, report, reasons });
  return under(facts, [...report, ...answered]);
}
