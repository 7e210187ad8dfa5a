// Builds the desktop bundle of each server, bundles/<server>.mcpb, which a host installs with a double click.
import { readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { buildBundle } from './bundle/build.ts';
import { root, serverPackages } from './packages.ts';

for (const { folder, short } of serverPackages()) {
  const file = path.join(root, 'bundles', `${short}.mcpb`);
  await buildBundle(folder, file);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  console.log(`${path.relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(2)} MB  sha256 ${hash}`);
}
