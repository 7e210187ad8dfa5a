import { body, facts, link, minute, plain, quoted } from './text.ts';

interface AnAdvisory {
  ghsa_id: string;
  cve_id: string | null;
  summary: string;
  severity: string | null;
  published_at: string | null;
  state?: string;
  vulnerabilities:
    | readonly { package: { ecosystem: string; name: string | null } | null; vulnerable_version_range: string | null }[]
    | null;
}

/** `GHSA-x CVE-y high "Summary"; npm lodash < 4.17.21; 2026-01-02T03:04Z` */
export function advisoryLine({
  ghsa_id,
  cve_id,
  summary,
  severity,
  published_at,
  state,
  vulnerabilities,
}: AnAdvisory): string {
  const affected = (vulnerabilities ?? [])
    .slice(0, 5)
    .map((one) =>
      `${one.package?.ecosystem ?? ''} ${plain(one.package?.name)} ${plain(one.vulnerable_version_range)}`.trim(),
    );
  return facts([
    [ghsa_id, cve_id, severity, state, quoted(summary)].filter(Boolean).join(' '),
    affected.join(', '),
    published_at && minute(published_at),
  ]);
}

export function advisoryPage(
  advisory: AnAdvisory & { description: string | null; html_url: string },
  budget: number,
  after?: string,
): string {
  return `${advisoryLine(advisory)}; ${link(advisory.html_url)}\n${body(advisory.description, budget - 2_000, after)}`;
}
