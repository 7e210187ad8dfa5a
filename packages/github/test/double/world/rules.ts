import { Refusal } from '../refusal.ts';
import type { Repository } from './types.ts';

/** A secret of the kind that push protection knows. The examples of the provider's own documentation count, too. */
const secrets: readonly [RegExp, string][] = [
  [/\bAKIA[0-9A-Z]{16}\b/, 'aws_access_key_id'],
  [/\bghp_[A-Za-z0-9]{36}\b/, 'github_personal_access_token'],
];

/** A refusal by a ruleset or a protected branch, as GitHub words it. */
export function ruleViolation(status: number, ...sentences: string[]): Refusal {
  return new Refusal(status, `Repository rule violations found\n\n${sentences.map((one) => `${one}\n\n`).join('')}`);
}

/** Refuses bytes with a secret in them, where pushes are looked at. */
export function refuseSecrets(repo: Repository, bytes: Buffer, status: number): void {
  const found = repo.pushProtection ? secrets.find(([pattern]) => pattern.test(bytes.toString('latin1'))) : undefined;
  if (found === undefined) return;
  const { message } = ruleViolation(status, 'Secret detected in content');
  throw new Refusal(status, message, {
    metadata: {
      secret_scanning: {
        bypass_placeholders: [{ placeholder_id: '2k4dM4tseyC5lPIsjl5emX9sPNk', token_type: found[1] }],
      },
    },
  });
}

/** Refuses a new branch whose name a rule forbids. */
export function checkBranchName({ branchPattern }: Repository, ref: string): void {
  if (branchPattern === null || !ref.startsWith('refs/heads/')) return;
  const pattern = new RegExp(`^${branchPattern.replaceAll(/[.+]/g, '\\$&').replaceAll('*', '.*')}$`);
  if (pattern.test(ref.slice('refs/heads/'.length))) return;
  throw new Refusal(422, 'Validation Failed', {
    errors: [
      {
        resource: 'GitRef',
        field: 'ref',
        code: 'custom',
        message: `ref name does not match the required pattern '${branchPattern}'`,
      },
    ],
  });
}
