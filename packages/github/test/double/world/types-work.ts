import type { Repository, Thing, User } from './types.ts';

export interface Workflow extends Thing {
  kind: 'Workflow';
  repo: Repository;
  name: string;
  path: string;
  state: 'active' | 'disabled_manually';
  createdAt: string;
  updatedAt: string;
}

export interface Run extends Thing {
  kind: 'WorkflowRun';
  workflow: Workflow;
  number: number;
  attempt: number;
  title: string;
  event: string;
  branch: string;
  sha: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'startup_failure' | 'skipped' | null;
  actor: User;
  jobs: Job[];
  artifacts: Artifact[];
  /** Gone once they were deleted. */
  logs: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface Job extends Thing {
  kind: 'WorkflowJob';
  run: Run;
  name: string;
  status: Run['status'];
  conclusion: Run['conclusion'];
  steps: { name: string; status: Run['status']; conclusion: Run['conclusion'] }[];
  log: string;
  startedAt: string;
  completedAt: string | null;
}

export interface Artifact extends Thing {
  kind: 'Artifact';
  run: Run;
  name: string;
  bytes: Buffer;
  expired: boolean;
  createdAt: string;
}

export interface CheckRun extends Thing {
  kind: 'CheckRun';
  repo: Repository;
  sha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  title: string | null;
  summary: string | null;
  annotations: {
    path: string;
    startLine: number;
    endLine: number;
    level: 'notice' | 'warning' | 'failure';
    message: string;
    title: string | null;
  }[];
  startedAt: string;
  completedAt: string | null;
}

export interface CommitStatus extends Thing {
  kind: 'Status';
  repo: Repository;
  sha: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: User;
  createdAt: string;
}

interface AlertBase extends Thing {
  repo: Repository;
  number: number;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: User | null;
  comment: string | null;
}

export interface CodeScanningAlert extends AlertBase {
  kind: 'code-scanning';
  state: 'open' | 'dismissed' | 'fixed';
  reason: string | null;
  ref: string;
  rule: { id: string; severity: 'none' | 'note' | 'warning' | 'error'; security: string; description: string };
  tool: string;
  path: string;
  line: number;
  message: string;
}

export interface SecretScanningAlert extends AlertBase {
  kind: 'secret-scanning';
  state: 'open' | 'resolved';
  reason: string | null;
  secretType: string;
  secretName: string;
  secret: string;
  path: string;
}

export interface DependabotAlert extends AlertBase {
  kind: 'dependabot';
  state: 'open' | 'dismissed' | 'fixed' | 'auto_dismissed';
  reason: string | null;
  ecosystem: string;
  package: string;
  manifest: string;
  scope: 'development' | 'runtime';
  severity: 'low' | 'medium' | 'high' | 'critical';
  ghsa: string;
  cve: string | null;
  summary: string;
  vulnerable: string;
  patched: string | null;
}

export interface QualityFinding extends AlertBase {
  kind: 'code-quality';
  state: 'open' | 'dismissed' | 'fixed';
  reason: string | null;
  rule: string;
  title: string;
  path: string;
  line: number;
}

export type Alert = CodeScanningAlert | SecretScanningAlert | DependabotAlert | QualityFinding;

/** Global when it belongs to no repository. */
export interface Advisory extends Thing {
  kind: 'Advisory';
  repo: Repository | null;
  ghsa: string;
  cve: string | null;
  summary: string;
  description: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  state: 'triage' | 'draft' | 'published' | 'closed' | 'withdrawn';
  type: 'reviewed' | 'malware' | 'unreviewed';
  ecosystem: string;
  package: string;
  vulnerable: string;
  patched: string | null;
  cwes: string[];
  author: User | null;
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  withdrawnAt: string | null;
}
