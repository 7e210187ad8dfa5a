import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { word } from '../../api/routes.ts';
import { isRecord } from '../../api/scope.ts';
import { link, plain } from '../../present/text.ts';

/** Places that are shown. */
const most = 20;

/** The places where a secret was found, as lines. */
export async function locationsOf(
  github: GitHub,
  at: { owner: string; repo: string; alert_number: number },
  alert: object,
  call: Call,
): Promise<string[]> {
  try {
    const { data: items, next } = await github.rest.secretScanning.listLocationsForAlert(
      { ...at, per_page: most },
      call,
    );
    return [
      ...items.map(locationLine),
      ...(next === undefined ? [] : ['there are more places; open the alert to see them']),
    ];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const first: unknown = Reflect.get(alert, 'first_location_detected');
    return isRecord(first) ? [locationLine({ type: 'commit', details: first })] : [];
  }
}

/** `in commit 1a2b3c4d5e6f config/prod.env:3` */
function locationLine({ type, details }: { type?: string | undefined; details?: unknown }): string {
  const of = isRecord(details) ? details : {};
  const path = typeof of['path'] === 'string' ? of['path'] : undefined;
  const sha = typeof of['commit_sha'] === 'string' ? ` ${of['commit_sha'].slice(0, 12)}` : '';
  const url = Object.entries(of).find(([key, value]) => key.endsWith('_url') && typeof value === 'string')?.[1];
  const where =
    path === undefined ? link(typeof url === 'string' ? url : '') : `${plain(path)}:${word(of['start_line'])}`;
  return `in ${plain(type)}${sha} ${where}`;
}
