import type { JsonObject } from '../../json.ts';
import type {
  Advisory,
  Alert,
  CodeScanningAlert,
  DependabotAlert,
  QualityFinding,
  SecretScanningAlert,
} from '../../world/types-work.ts';
import { userOrNull } from './accounts.ts';
import { repositoryHtml, repositoryUrl, repositoryView } from './repository.ts';

const folders = {
  'code-scanning': 'code-scanning/alerts',
  'secret-scanning': 'secret-scanning/alerts',
  dependabot: 'dependabot/alerts',
  'code-quality': 'code-quality/findings',
} as const;

/** An alert of any kind. */
export function alertView(url: string, alert: Alert): JsonObject {
  const own = `${repositoryUrl(url, alert.repo)}/${folders[alert.kind]}/${alert.number}`;
  const common: JsonObject = {
    number: alert.number,
    created_at: alert.createdAt,
    updated_at: alert.updatedAt,
    url: own,
    html_url: `${repositoryHtml(alert.repo)}/security/${alert.kind}/${alert.number}`,
    state: alert.state,
    repository: repositoryView(url, alert.repo, null),
  };
  switch (alert.kind) {
    case 'code-scanning':
      return { ...common, ...dismissal(url, alert), ...codeScanning(own, alert) };
    case 'secret-scanning':
      return { ...common, ...secretScanning(url, own, alert) };
    case 'dependabot':
      return { ...common, ...dismissal(url, alert), ...dependabot(alert) };
    case 'code-quality':
      return { ...common, ...quality(alert) };
  }
}

function dismissal(url: string, alert: CodeScanningAlert | DependabotAlert): JsonObject {
  return {
    dismissed_by: userOrNull(url, alert.state === 'dismissed' ? alert.closedBy : null),
    dismissed_at: alert.state === 'dismissed' ? alert.closedAt : null,
    dismissed_reason: alert.reason,
    dismissed_comment: alert.comment,
    fixed_at: alert.state === 'fixed' ? alert.closedAt : null,
  };
}

function codeScanning(own: string, alert: CodeScanningAlert): JsonObject {
  const { rule, path, line } = alert;
  return {
    instances_url: `${own}/instances`,
    rule: {
      id: rule.id,
      name: rule.id,
      severity: rule.severity,
      security_severity_level: rule.security,
      description: rule.description,
      full_description: rule.description,
      tags: ['security'],
      help: null,
    },
    tool: { name: alert.tool, guid: null, version: '2.20.0' },
    most_recent_instance: {
      ref: alert.ref,
      analysis_key: '.github/workflows/codeql.yml:analyze',
      environment: '{}',
      category: '.github/workflows/codeql.yml:analyze',
      state: alert.state,
      commit_sha: alert.repo.refs.get(alert.ref) ?? '0'.repeat(40),
      message: { text: alert.message },
      location: { path, start_line: line, end_line: line, start_column: 1, end_column: 20 },
      classifications: [],
    },
  };
}

function secretScanning(url: string, own: string, alert: SecretScanningAlert): JsonObject {
  return {
    locations_url: `${own}/locations`,
    resolution: alert.reason,
    resolved_at: alert.closedAt,
    resolved_by: userOrNull(url, alert.closedBy),
    resolution_comment: alert.comment,
    secret_type: alert.secretType,
    secret_type_display_name: alert.secretName,
    secret: alert.secret,
    validity: 'unknown',
    push_protection_bypassed: false,
    push_protection_bypassed_by: null,
    push_protection_bypassed_at: null,
    publicly_leaked: false,
    multi_repo: false,
  };
}

function dependabot(alert: DependabotAlert): JsonObject {
  const named = { ecosystem: alert.ecosystem, name: alert.package };
  const vulnerability: JsonObject = {
    package: named,
    severity: alert.severity,
    vulnerable_version_range: alert.vulnerable,
    first_patched_version: alert.patched === null ? null : { identifier: alert.patched },
  };
  return {
    dependency: { package: named, manifest_path: alert.manifest, scope: alert.scope, relationship: 'direct' },
    security_advisory: {
      ghsa_id: alert.ghsa,
      cve_id: alert.cve,
      summary: alert.summary,
      description: alert.summary,
      vulnerabilities: [vulnerability],
      severity: alert.severity,
      cvss: { score: 7.5, vector_string: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
      cwes: [],
      identifiers: identifiers(alert.ghsa, alert.cve),
      references: [{ url: `https://github.com/advisories/${alert.ghsa}` }],
      published_at: alert.createdAt,
      updated_at: alert.updatedAt,
      withdrawn_at: null,
    },
    security_vulnerability: vulnerability,
    auto_dismissed_at: alert.state === 'auto_dismissed' ? alert.closedAt : null,
  };
}

function quality(alert: QualityFinding): JsonObject {
  return {
    rule: {
      id: alert.rule,
      title: alert.title,
      description: alert.title,
      severity: 'warning',
      category: 'maintainability',
    },
    location: { path: alert.path, start_line: alert.line, start_column: 1, end_line: alert.line, end_column: 20 },
    message: { text: alert.title, markdown: alert.title },
  };
}

const identifiers = (ghsa: string, cve: string | null) => [
  { type: 'GHSA', value: ghsa },
  ...(cve === null ? [] : [{ type: 'CVE', value: cve }]),
];

export function advisoryView(url: string, advisory: Advisory): JsonObject {
  const { repo, ghsa } = advisory;
  const own = repo === null ? `${url}/advisories/${ghsa}` : `${repositoryUrl(url, repo)}/security-advisories/${ghsa}`;
  const named = { ecosystem: advisory.ecosystem, name: advisory.package };
  return {
    ghsa_id: ghsa,
    cve_id: advisory.cve,
    url: own,
    html_url:
      repo === null ? `https://github.com/advisories/${ghsa}` : `${repositoryHtml(repo)}/security/advisories/${ghsa}`,
    repository_advisory_url: null,
    summary: advisory.summary,
    description: advisory.description,
    type: advisory.type,
    severity: advisory.severity,
    source_code_location: null,
    state: advisory.state,
    author: userOrNull(url, advisory.author),
    publisher: userOrNull(url, advisory.author),
    identifiers: identifiers(ghsa, advisory.cve),
    references: [],
    created_at: advisory.createdAt,
    updated_at: advisory.updatedAt,
    published_at: advisory.publishedAt,
    github_reviewed_at: advisory.publishedAt,
    nvd_published_at: null,
    withdrawn_at: advisory.withdrawnAt,
    closed_at: null,
    // A repository's own and a global one name what repairs them in two ways.
    vulnerabilities: [
      {
        package: named,
        vulnerable_version_range: advisory.vulnerable,
        vulnerable_functions: [],
        ...(repo === null ? { first_patched_version: advisory.patched } : { patched_versions: advisory.patched }),
      },
    ],
    cvss: null,
    cwes: advisory.cwes.map((id) => ({ cwe_id: id, name: id })),
    cwe_ids: advisory.cwes,
    credits: [],
  };
}
