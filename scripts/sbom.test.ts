import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, test } from 'vitest';
import { root, serverPackages } from './packages.ts';

interface Component {
  name: string;
  group?: string;
  version: string;
  purl: string;
  licenses?: unknown[];
}

test('the package that makes new servers bundles nothing', async () => {
  const text = readFileSync(path.join(root, 'packages/create-server/dist/sbom.cdx.json'), 'utf8');
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
  expect(JSON.parse(text)).not.toHaveProperty('components.0');
});

describe.each(serverPackages().map(({ name, folder }) => [name, folder] as const))('%s', (_name, folder) => {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const text = read('dist/sbom.cdx.json');
  const { components }: { components: Component[] } = JSON.parse(text);
  const named = ({ group, name, version }: Component) => `${group === undefined ? '' : `${group}/`}${name}@${version}`;

  test('the list of materials is valid CycloneDX 1.6', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(text)).toBeNull();
    expect(await validator.validate(text.replace('"library"', '"book"'))).not.toBeNull();
  });

  test('it names what the bundle holds, with the licence, and what is installed beside it', () => {
    const listed = [...read('dist/THIRD_PARTY_LICENSES.txt').matchAll(/^Name: (.+)\nVersion: (.+)$/gm)];
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(read('package.json'));
    const expected = [
      ...listed.map(([, one, version]) => `${one}@${version}`),
      ...Object.entries(dependencies).map(([one, version]) => `${one}@${version}`),
    ];
    expect(expected.length).toBeGreaterThan(1);
    expect(components.map(named).sort()).toEqual(expected.sort());
    for (const part of components.filter((one) => !(named(one).replace(/@[^@]+$/, '') in dependencies)))
      expect(part.licenses, named(part)).toHaveLength(1);
  });

  test('a build says the same each time: no time, no random number', () => {
    expect(text).not.toMatch(/"(?:timestamp|serialNumber)"/);
  });
});
