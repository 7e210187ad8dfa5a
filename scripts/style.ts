// Rejects phrases that the project's style avoids. baseline.json limits their number in areas that still have some;
// --update lowers the limits and never raises one. --list prints every place.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findingsByArea, type Place } from './style/areas.ts';

const file = path.join(import.meta.dirname, 'style/baseline.json');
const baseline: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'));
const areas = findingsByArea();

if (process.argv.includes('--update')) {
  const lowered = Object.entries(baseline).map(([area, most]) => [area, Math.min(most, areas.get(area)?.length ?? 0)]);
  writeFileSync(
    file,
    `${JSON.stringify(Object.fromEntries(lowered.filter(([, most]) => most !== 0)), undefined, 2)}\n`,
  );
}

const only = process.argv[process.argv.indexOf('--list') + 1];
for (const [area, places] of areas) {
  const most = baseline[area] ?? 0;
  if (process.argv.includes('--list') && (only === undefined || only === area)) show(places);
  if (places.length <= most) continue;
  process.exitCode = 1;
  console.log(`${area}: ${places.length} phrases to avoid, at most ${most} are allowed.`);
  if (!process.argv.includes('--list')) show(places);
}

function show(places: readonly Place[]): void {
  for (const { file, line, text, advice } of places) console.log(`${file}:${line}  "${text}": ${advice}`);
}
