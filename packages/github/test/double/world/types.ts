import type { Objects } from './git.ts';
import type { Discussion, DiscussionCategory, Milestone, Reaction, Release } from './types-talk.ts';
import type { Alert, Advisory, CheckRun, CommitStatus, Run, Workflow } from './types-work.ts';

/** Fields of every thing of the world. `nodeId` is its name in GraphQL. */
export interface Thing {
  id: number;
  nodeId: string;
}

export interface User extends Thing {
  kind: 'User';
  login: string;
  type: 'User' | 'Organization' | 'Bot';
  name: string | null;
  email: string | null;
  bio: string | null;
  company: string | null;
  location: string | null;
  blog: string | null;
  followers: Set<User>;
  createdAt: string;
  updatedAt: string;
  /** Of an organization. */
  members: Map<User, 'admin' | 'member'>;
  teams: Team[];
  issueTypes: IssueType[];
  issueFields: IssueField[];
  projects: number;
  /** Of an App's bot: the accounts whose repositories it may change. */
  installedOn: Set<User>;
}

export interface Team extends Thing {
  kind: 'Team';
  org: User;
  name: string;
  slug: string;
  description: string | null;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  members: Map<User, 'maintainer' | 'member'>;
}

export interface IssueType extends Thing {
  kind: 'IssueType';
  name: string;
  description: string | null;
  color: string;
}

export interface IssueField extends Thing {
  kind: 'IssueField';
  name: string;
  dataType: 'text' | 'number' | 'date' | 'single_select';
  options: { id: number; name: string; color: string }[];
}

export type Permission = 'admin' | 'maintain' | 'push' | 'triage' | 'pull';

export interface Repository extends Thing {
  kind: 'Repository';
  owner: User;
  name: string;
  private: boolean;
  description: string | null;
  homepage: string | null;
  topics: string[];
  language: string | null;
  defaultBranch: string;
  archived: boolean;
  hasIssues: boolean;
  hasDiscussions: boolean;
  hasWiki: boolean;
  hasProjects: boolean;
  isTemplate: boolean;
  allowMergeCommit: boolean;
  allowSquashMerge: boolean;
  allowRebaseMerge: boolean;
  allowAutoMerge: boolean;
  deleteBranchOnMerge: boolean;
  license: { key: string; name: string; spdx: string } | null;
  fork: Repository | null;
  collaborators: Map<User, Permission>;
  stars: Map<User, string>;
  watchers: Map<User, 'subscribed' | 'ignored'>;
  objects: Objects;
  /** Full names such as `refs/heads/main`, to what they point at. */
  refs: Map<string, string>;
  /** Branches that need a pull request. */
  protectedBranches: Set<string>;
  /** Branches that are merged into through a queue, and what waits in it. */
  mergeQueues: Map<string, PullRequest[]>;
  /** A pattern that a rule wants the names of new branches to match, such as `feature/x*`. */
  branchPattern: string | null;
  /** True if pushes with secrets are refused. */
  pushProtection: boolean;
  /** True if Copilot may be assigned and asked for reviews. */
  copilot: boolean;
  /** The last page of issues that can be asked for by its number: long lists only go on by a cursor. */
  lastPage: number;
  /** The next number of an issue, pull request or discussion. */
  nextNumber: number;
  /** Pull requests included. */
  issues: Issue[];
  labels: Label[];
  milestones: Milestone[];
  discussions: Discussion[];
  discussionCategories: DiscussionCategory[];
  releases: Release[];
  workflows: Workflow[];
  runs: Run[];
  checkRuns: CheckRun[];
  statuses: CommitStatus[];
  alerts: Alert[];
  advisories: Advisory[];
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

export interface Label extends Thing {
  kind: 'Label';
  repo: Repository;
  name: string;
  color: string;
  description: string | null;
}

export interface Comment extends Thing {
  kind: 'IssueComment';
  issue: Issue;
  author: User | null;
  body: string;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
  minimized: string | null;
}

/** Something that happened to an issue: `labeled`, `closed`, `assigned` … */
export interface TimelineEvent extends Thing {
  kind: 'TimelineEvent';
  issue: Issue;
  event: string;
  actor: User | null;
  createdAt: string;
  label?: Label;
  assignee?: User;
  milestone?: Milestone;
  commitId?: string;
  rename?: { from: string; to: string };
}

export interface Issue extends Thing {
  kind: 'Issue';
  repo: Repository;
  number: number;
  title: string;
  body: string | null;
  author: User | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  labels: Label[];
  assignees: User[];
  milestone: Milestone | null;
  type: IssueType | null;
  fieldValues: Map<IssueField, string | number>;
  locked: boolean;
  lockReason: string | null;
  pinned: boolean;
  comments: Comment[];
  reactions: Reaction[];
  events: TimelineEvent[];
  parent: Issue | null;
  subIssues: Issue[];
  blockedBy: Issue[];
  pull: PullRequest | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: User | null;
}

/** The part of a pull request that an issue does not have. */
export interface PullRequest extends Thing {
  kind: 'PullRequest';
  issue: Issue;
  head: { repo: Repository | null; ref: string };
  base: { repo: Repository; ref: string };
  /** The tips of the branches when the pull request was last open. */
  headSha: string;
  baseSha: string;
  draft: boolean;
  merged: boolean;
  mergedAt: string | null;
  mergedBy: User | null;
  mergeCommitSha: string | null;
  maintainerCanModify: boolean;
  autoMerge: { method: 'merge' | 'squash' | 'rebase'; by: User; title: string | null; message: string | null } | null;
  reviewers: User[];
  teamReviewers: Team[];
  reviews: Review[];
  threads: ReviewThread[];
}

export interface Review extends Thing {
  kind: 'PullRequestReview';
  pull: PullRequest;
  author: User | null;
  body: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  commitId: string;
  createdAt: string;
  submittedAt: string | null;
}

export interface ReviewThread extends Thing {
  kind: 'PullRequestReviewThread';
  pull: PullRequest;
  path: string;
  line: number | null;
  startLine: number | null;
  side: 'LEFT' | 'RIGHT';
  startSide: 'LEFT' | 'RIGHT' | null;
  subjectType: 'line' | 'file';
  outdated: boolean;
  resolvedBy: User | null;
  comments: ReviewComment[];
}

export interface ReviewComment extends Thing {
  kind: 'PullRequestReviewComment';
  thread: ReviewThread;
  review: Review;
  replyTo: ReviewComment | null;
  author: User | null;
  body: string;
  diffHunk: string;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
}
