import { createHmac, randomBytes } from 'node:crypto';
import type { Call } from '@mcp-reference/kit';
import type { Context } from './context.ts';
import type { Executed, ExecuteParams } from './operations/execute.ts';
import { count, shownText } from './text.ts';

/** What a tool asks to be changed. */
export interface Asked extends Pick<ExecuteParams, 'sql' | 'params' | 'sets' | 'dryRun' | 'only' | 'foreignKeys'> {
  database: string | undefined;
  /** From the dry run of the same statements, for hosts that cannot ask the user. */
  token?: string | undefined;
}

/** Tokens hold for this process only: what they stand for was seen by its client. */
const secret = randomBytes(32);

/** Bound to what is to be done and to what the database was when it was shown. */
const tokenFor = ({ sql, params, sets, foreignKeys }: Asked, state: string): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify([sql, params, sets, foreignKeys, state]))
    .digest('hex')
    .slice(0, 12);

/** Changes a database: at once where that is harmless, else after the user agreed to what it would do. */
export async function change({ databases, rules }: Context, asked: Asked, call: Call): Promise<string> {
  const database = databases.get(asked.database);
  const { sql, params, sets, dryRun, only, foreignKeys } = asked;
  const attempt = (agreedAt?: string) =>
    database.write(
      'execute',
      {
        target: database.target,
        sql,
        params,
        sets,
        dryRun,
        only,
        foreignKeys,
        agreedAt,
        confirmRows: rules.confirmRows,
        undo: rules.undo,
        backup: rules.backupBefore,
        budget: call.budget,
      },
      call,
    );
  const first = await attempt();
  if (first.outcome !== 'needs consent') return describe(first, dryRun ? tokenFor(asked, first.after) : undefined);
  const tables = first.report.filter((line) => !line.startsWith(' ')).map((line) => shownText(line, 300));
  await call.confirm(
    `${first.reasons.join('; ')} in "${database.name}" (${tables.join('; ') || 'no row changes'}). Go on?`,
    {
      given: asked.token !== undefined && asked.token === tokenFor(asked, first.before),
      how: 'Call execute with dry_run: true to see what it does, then again with the confirm_token that this gives.',
    },
  );
  return describe(await attempt(first.after));
}

function describe(executed: Executed, token?: string): string {
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
  if (token !== undefined && reasons.length > 0)
    facts.push(`needs consent: ${reasons.join('; ')}; confirm_token ${token}`);
  return [`[${facts.join('; ')}]`, ...report, ...answered].join('\n');
}
