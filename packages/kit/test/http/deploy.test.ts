import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { allOptions } from '../../src/common-options.ts';

const folder = fileURLToPath(new URL('../../../../deploy/', import.meta.url));

interface Manifest {
  kind: string;
  apiVersion: string;
}

/** The published schema of each kind. */
const kinds: Record<string, new (manifest: never) => { validate(): void }> = {
  Deployment,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
};

const manifests = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(`${folder}kubernetes/${file}`, 'utf8')).map((document): Manifest => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

function validate(manifest: Manifest): void {
  const Kind = kinds[manifest.kind];
  if (Kind === undefined) throw new Error(`There is no schema for ${manifest.kind}.`);
  const value = new Kind(manifest as never);
  expect(value).toMatchObject({ apiVersion: manifest.apiVersion, kind: manifest.kind });
  value.validate();
}

describe('the manifests for Kubernetes', () => {
  const files = readdirSync(`${folder}kubernetes`);

  test.each(files)('%s fits the published schemas', (file) => {
    const all = manifests(file);
    expect(all.length).toBeGreaterThan(0);
    for (const manifest of all) validate(manifest);
  });

  test('the schemas notice what is wrong', () => {
    const [good] = manifests('deployment.yaml');
    expect(() => validate({ ...good!, spec: { replicas: 'three' } } as Manifest)).toThrow(/replicas|selector|template/);
  });

  test('the replicas may do no more than they must', () => {
    const [deployment] = manifests('deployment.yaml');
    expect(deployment).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                readinessProbe: { httpGet: { path: '/readyz' } },
                livenessProbe: { httpGet: { path: '/healthz' } },
                resources: { limits: { cpu: expect.any(String), memory: expect.any(String) } },
                securityContext: {
                  readOnlyRootFilesystem: true,
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
          },
        },
      },
    });
  });
});

test('what is set in the image and the manifests are options that exist', () => {
  const servers = ['filesystem', 'git', 'github', 'sqlite'];
  const known = new Set<string>(
    servers.flatMap((name) => Object.values(allOptions({ name, options: {} })).map(({ env }) => env)),
  );
  const texts = ['Dockerfile', 'kubernetes/deployment.yaml'].map((file) => readFileSync(`${folder}${file}`, 'utf8'));
  const named = texts.flatMap((text) => text.match(/\bMCP_[A-Z_]+/g) ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  // Any of them can be the image's server.
  for (const name of servers) expect(texts[0]).toContain(`MCP_${name.toUpperCase()}_HTTP=0.0.0.0:8080`);
  expect(texts[0]).toMatch(/^USER node$/m);
});
