/** Pragmas that only tell something, with or without an argument. */
const withArgument = new Set([
  'foreign_key_check',
  'foreign_key_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
]);

/** Pragmas that tell something without an argument, and would set it with one. */
const bare = new Set([
  'application_id',
  'auto_vacuum',
  'busy_timeout',
  'cache_size',
  'collation_list',
  'compile_options',
  'data_version',
  'database_list',
  'encoding',
  'foreign_keys',
  'freelist_count',
  'function_list',
  'journal_mode',
  'journal_size_limit',
  'max_page_count',
  'module_list',
  'page_count',
  'page_size',
  'pragma_list',
  'query_only',
  'recursive_triggers',
  'schema_version',
  'secure_delete',
  'synchronous',
  'trusted_schema',
  'user_version',
]);

/** Other ways to what refused pragmas do. */
const instead: Readonly<Record<string, string>> = {
  defer_foreign_keys: 'execute checks keys at the end with foreign_keys: "off"',
  foreign_keys: 'execute takes foreign_keys: "off"',
  incremental_vacuum: 'maintain with action "vacuum" shrinks the file',
  legacy_alter_table: 'execute rebuilds tables with foreign_keys: "off"',
  optimize: 'maintain has the action "optimize"',
  wal_checkpoint: 'maintain has the action "checkpoint"',
};

/** Why a pragma is refused; undefined when it may be asked. Pragmas act when they are prepared, so this comes before. */
export function refusedPragma(name: string, argument: boolean): string | undefined {
  const known = name.toLowerCase();
  if (withArgument.has(known)) return undefined;
  const next = known in instead ? `; ${instead[known]}` : '';
  if (!bare.has(known)) return `PRAGMA ${name} is not one of those that only tell something${next}`;
  return argument ? `PRAGMA ${name} can be asked here, not set${next}` : undefined;
}
