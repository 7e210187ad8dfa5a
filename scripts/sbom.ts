import { readFileSync } from 'node:fs';
import parseExpression from 'spdx-expression-parse';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';

/** A bundled package, as rollup-plugin-license describes it. */
export interface Bundled {
  name: string | null;
  version: string | null;
  license: string | null;
}

const licences = new Contrib.License.Factories.LicenseFactory(parseExpression);

/**
 * Returns the list of materials of the package in the current folder in CycloneDX's JSON: the packages in its bundle and
 * those that are installed beside it. The same input gives the same text, so a build can be repeated and compared.
 */
export function sbomOf(bundled: readonly Bundled[]): string {
  const own: { name: string; version: string; license: string; dependencies?: Record<string, string> } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const root = component(own.name, own.version, own.license, Enums.ComponentType.Application);
  const beside = Object.entries(own.dependencies ?? {}).map(([name, version]) => component(name, version, null));
  const parts = [
    ...bundled.map(({ name, version, license }) => component(name ?? '', version ?? '', license)),
    ...beside,
  ];
  for (const part of parts) root.dependencies.add(part.bomRef);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: root }) });
  for (const part of parts) bom.components.add(part);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function component(
  fullName: string,
  version: string,
  license: string | null,
  type = Enums.ComponentType.Library,
): Models.Component {
  const [name = '', group] = fullName.split('/').reverse();
  const made = new Models.Component(type, name, {
    version,
    bomRef: `${fullName}@${version}`,
    purl: `pkg:npm/${fullName.replace('@', '%40')}@${version}`,
    ...(group !== undefined && { group }),
  });
  if (license !== null) made.licenses.add(licences.makeFromString(license));
  return made;
}
