import { body, count, facts, known, link, login, minute, plain, quoted } from './text.ts';

export interface ARelease {
  id: number | bigint | string;
  tag_name: string;
  name: string | null;
  draft: boolean;
  prerelease: boolean;
  published_at: string | null;
  author?: { login: string } | null;
  body?: string | null;
  html_url: string;
  assets?: readonly {
    id: number | bigint;
    name: string;
    size: number;
    download_count: number;
    browser_download_url: string;
  }[];
}

/** `v1.2.0 "Name" prerelease; 2026-01-02T03:04Z by alice; 3 assets; id 12` */
export function releaseLine(release: ARelease): string {
  const kinds = [release.draft && 'draft', release.prerelease && 'prerelease'].filter(Boolean);
  return facts([
    [plain(release.tag_name), release.name && quoted(release.name), ...kinds].filter(Boolean).join(' '),
    release.published_at
      ? `${minute(release.published_at)} by ${login(release.author)}`
      : `not published; by ${login(release.author)}`,
    release.assets && release.assets.length > 0 && count(release.assets.length, 'asset'),
    `id ${known(release.id)}`,
  ]);
}

/** Assets that are listed with a release. */
const mostAssets = 40;

export function releasePage(release: ARelease, budget: number, after?: string): string {
  const all = release.assets ?? [];
  const assets = all
    .slice(0, mostAssets)
    .map(
      ({ name, size, download_count, browser_download_url }) =>
        `${plain(name)}; ${(size ?? 0).toLocaleString('en-US')} bytes; ${count(download_count ?? 0, 'download')}; ${link(browser_download_url)}`,
    );
  if (all.length > mostAssets) assets.push(`${all.length - mostAssets} more assets`);
  const head = `[${releaseLine(release)}; ${link(release.html_url)}]`;
  return [head, ...assets, body(release.body, Math.max(budget - 2_000 - assets.join('\n').length, 1_000), after)].join(
    '\n',
  );
}
