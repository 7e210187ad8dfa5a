import { namedByUser, type Prompt } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** The demonstration that the archived official server offered under this name. */
const demo: Prompt<Context> = {
  name: 'mcp-demo',
  title: 'Demonstration',
  labels: namedByUser,
  description:
    'Sets up a small database about a topic and works through it: tables, data, questions, insights, a chart.',
  arguments: [{ name: 'topic', description: 'What the data should be about, such as "a bakery".', required: true }],
  render: async ({ topic = '' }) =>
    [
      `Show me what you can do with this SQLite server, with the topic: ${topic}.`,
      '',
      '1. Think of a short business story about the topic with a question that data can answer.',
      '2. Look at the schema with describe_schema. Make two or three tables that do not exist yet with create_table, and fill them with about 15 plausible rows each; use execute with params_list.',
      '3. Offer me some questions to choose from, and answer the one I pick with query.',
      '4. Note what it shows with append_insight, and draw it with chart.',
      '5. At the end read memo://insights and sum up what we learnt.',
      '',
      'Go one step at a time, and wait for me where there is a choice.',
    ].join('\n'),
};

/** Finding out why a query is slow. */
const tune: Prompt<Context> = {
  name: 'tune-query',
  title: 'Tune a query',
  labels: namedByUser,
  description: 'Finds out why a query is slow, and what would make it fast.',
  arguments: [{ name: 'sql', description: 'The query.', required: true }],
  render: async ({ sql = '' }) =>
    `Find out why this query is slow, and what would make it fast. Use explain, which tries indexes on a copy of the schema, and describe_table for the tables in it. Tell me the plan in plain words, then the one change that helps most and what it costs; change nothing yourself.\n\n${sql}`,
};

/** Judging the quality of a table's data. */
const check: Prompt<Context> = {
  name: 'check-data',
  title: 'Check data',
  labels: namedByUser,
  description: 'Looks through a table for what is missing, doubled or odd.',
  arguments: [
    {
      name: 'table',
      description: 'The table.',
      required: true,
      complete: async (value, { databases }, call) => {
        const all = await Promise.all(databases.all.map((one) => one.read('names', { target: one.target }, call)));
        return all.flatMap(({ tables }) => tables).filter((name) => name.toLowerCase().startsWith(value.toLowerCase()));
      },
    },
  ],
  render: async ({ table = '' }) =>
    `Check the data in the table ${table}. Start with describe_table and profile_table; then look with query for missing values, doubles, rows that refer to nothing, and values that do not fit to the others. List what you found, most important first, each with the query that shows it. Change nothing.`,
};

export const prompts: readonly Prompt<Context>[] = [demo, tune, check];
