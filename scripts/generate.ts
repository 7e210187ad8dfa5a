// Regenerates the files derived from the servers: golden surfaces, README tables, manifests. With --check it writes
// nothing, and fails if one is out of date.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generateFor, GeneratedFiles, serverIn } from '../packages/kit/src/generate/index.ts';
import { withRegions } from '../packages/kit/src/generate/regions.ts';
import { hostFacts, hostTable } from './generate/hosts.ts';
import { generatePublished } from './generate/published.ts';
import { sizeTable } from './generate/sizes.ts';
import { publishedPackages, root, serverPackages, templates } from './packages.ts';

const check = process.argv.includes('--check');
const kept = new GeneratedFiles({ check });

for (const { folder } of [...serverPackages(), ...Object.values(templates)])
  await generateFor(await serverIn(folder), folder, kept);

for (const { folder } of serverPackages()) await generatePublished(await serverIn(folder), folder, kept);
const packagesDoc = path.join(root, 'docs/packages.md');
kept.write(packagesDoc, withRegions(packagesDoc, { sizes: sizeTable(publishedPackages()) }));
const hostsDoc = path.join(root, 'docs/hosts.md');
const guide = path.join(root, 'docs/write-your-own-server.md');
const smallest = readFileSync(path.join(templates.minimal.folder, 'src/server.ts'), 'utf8');
kept.write(guide, withRegions(guide, { minimal: `\`\`\`ts\n${smallest}\`\`\`` }));
kept.write(hostsDoc, withRegions(hostsDoc, { hosts: hostTable(), 'host-facts': hostFacts() }));

for (const file of kept.stale) console.log(`stale: ${path.relative(root, file)} (npm run generate)`);
process.exitCode = check && kept.stale.length > 0 ? 1 : 0;
