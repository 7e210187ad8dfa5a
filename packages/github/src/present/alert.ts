import { facts, known, minute, plain, quoted } from './text.ts';

type Text = string | null | undefined;

interface Scanning {
  number: number;
  state: Text;
  created_at: string;
  dismissed_reason?: Text;
  rule: { id?: Text; severity?: Text; security_severity_level?: Text; description?: string };
  tool: { name?: string };
  most_recent_instance?: { ref?: string; location?: { path?: string; start_line?: number } | null } | null;
}

/** `alert 4 open high "SQL injection" by CodeQL; src/a.ts:12; 2026-01-02T03:04Z` */
export function scanningLine({
  number,
  state,
  created_at,
  dismissed_reason,
  rule,
  tool,
  most_recent_instance,
}: Scanning): string {
  const { path, start_line } = most_recent_instance?.location ?? {};
  return facts([
    `alert ${known(number)} ${state ?? ''} ${rule?.security_severity_level ?? rule?.severity ?? 'unknown severity'} ${quoted(rule?.description)}${tool?.name ? ` by ${plain(tool.name)}` : ''}`,
    path && `${plain(path)}:${start_line ?? ''}`,
    most_recent_instance?.ref && plain(most_recent_instance.ref),
    dismissed_reason && `dismissed: ${dismissed_reason}`,
    minute(created_at),
  ]);
}

interface SecretAlert {
  number?: number;
  state?: string;
  secret_type_display_name?: string;
  secret_type?: string;
  resolution?: Text;
  validity?: Text;
  created_at?: string;
  push_protection_bypassed?: boolean | null;
  publicly_leaked?: boolean | null;
  multi_repo?: boolean | null;
}

/** `alert 2 open GitHub Personal Access Token; active; 2026-01-02T03:04Z` */
export const secretLine = (alert: SecretAlert): string =>
  facts([
    `alert ${alert.number ?? ''} ${alert.state ?? ''} ${plain(alert.secret_type_display_name ?? alert.secret_type)}`,
    alert.validity,
    alert.resolution && `resolved: ${alert.resolution}`,
    alert.publicly_leaked && 'leaked publicly',
    alert.multi_repo && 'found in several repositories',
    alert.push_protection_bypassed && 'push protection was bypassed',
    minute(alert.created_at),
  ]);

interface Dependabot {
  number: number;
  state: string;
  dependency: { package?: { ecosystem: string; name: string }; manifest_path?: string };
  security_advisory: { ghsa_id: string; summary: string; severity: string };
  security_vulnerability: { vulnerable_version_range: string; first_patched_version: { identifier: string } | null };
  dismissed_reason: Text;
}

/** `alert 1 open high npm lodash < 4.17.21 (fixed in 4.17.21) "Summary"; package-lock.json; GHSA-...` */
export function dependabotLine({
  number,
  state,
  dependency,
  security_advisory,
  security_vulnerability,
  dismissed_reason,
}: Dependabot): string {
  const { package: of, manifest_path } = dependency ?? {};
  const { vulnerable_version_range, first_patched_version } = security_vulnerability ?? {};
  const fixed = first_patched_version ? `fixed in ${plain(first_patched_version.identifier)}` : 'no fix yet';
  return facts([
    `alert ${known(number)} ${known(state)} ${security_advisory?.severity ?? 'unknown severity'} ${of?.ecosystem ?? ''} ${plain(of?.name)} ${plain(vulnerable_version_range)} (${fixed}) ${quoted(security_advisory?.summary)}`,
    manifest_path && plain(manifest_path),
    security_advisory?.ghsa_id,
    dismissed_reason && `dismissed: ${dismissed_reason}`,
  ]);
}
