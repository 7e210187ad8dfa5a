import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { loadTools, type Options, type Server } from '../../packages/kit/src/index.ts';
import { serverPackages, templateFolder } from '../packages.ts';
import { about } from './about.ts';
import { bundleManifest } from './bundle-manifest.ts';
import { registryEntry } from './registry-entry.ts';

const json = (...file: string[]) => JSON.parse(readFileSync(path.join(...file), 'utf8'));

// Its keyword `example` is for readers.
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const isEntry = ajv.compile(json(import.meta.dirname, 'schema/server.schema.json'));

interface Input {
  name: string;
  isSecret?: boolean;
}
interface Field {
  required: boolean;
  default?: unknown;
  sensitive?: boolean;
}

describe.each(serverPackages())('$name', ({ folder }) => {
  const self = about(folder);

  test("its entry in the MCP registry fits the registry's schema, and its package", () => {
    const entry = json(folder, 'server.json');
    expect(isEntry(entry) ? [] : isEntry.errors).toEqual([]);
    expect(isEntry({ ...entry, description: 'x'.repeat(101) })).toBe(false);
    // The registry reads this field of the published package.
    expect(entry.name).toBe(self.mcpName);
    expect(entry.packages).toMatchObject([{ registryType: 'npm', identifier: self.name, version: self.version }]);
  });

  test('its entry says what is secret, and nothing about serving over HTTP', () => {
    const variables: Input[] = json(folder, 'server.json').packages[0].environmentVariables;
    const names = variables.map(({ name }) => name);
    expect(names).toContainEqual(expect.stringMatching(/^MCP_[A-Z_]+_READ_ONLY$/));
    expect(names.filter((name) => /HTTP|OAUTH_(ISSUER|AUDIENCE)|_LOGIN$/.test(name))).toEqual([]);
    for (const { name, isSecret = false } of variables)
      expect([name, isSecret]).toEqual([name, /(TOKEN|SECRET)$/.test(name)]);
  });

  test('its bundle passes on each value of the form, and leaves no placeholder where none is given', () => {
    const { server, user_config: form }: { server: object; user_config: Record<string, Field> } = json(
      folder,
      'manifest.json',
    );
    const passedOn = [...JSON.stringify(server).matchAll(/\$\{user_config\.(\w+)\}/g)].map(([, key]) => key);
    expect(new Set(passedOn)).toEqual(new Set(Object.keys(form)));
    for (const [key, field] of Object.entries(form)) {
      expect([key, field.required]).toEqual([key, field.default === undefined]);
      expect([key, field.sensitive ?? false]).toEqual([key, key === 'token']);
    }
  });
});

test('a folder that a server cannot do without is asked for', async () => {
  const { myExample }: { myExample?: Server<Options, never> } = await import(
    pathToFileURL(path.join(templateFolder, 'src/server.ts')).href
  );
  if (myExample === undefined) throw new Error('The template exports its server under another name.');
  const self = about(templateFolder);
  expect(bundleManifest(myExample, await loadTools(myExample.toolsets), self, [20, 19])).toMatchObject({
    user_config: { folder: { required: true } },
  });
  const name = 'MCP_MY_EXAMPLE_FOLDER';
  expect(registryEntry(myExample, self)).toMatchObject({
    packages: [{ environmentVariables: expect.arrayContaining([expect.objectContaining({ name, isRequired: true })]) }],
  });
});
