import type { Issue, IssueField, Repository, Thing, User } from './types.ts';

export type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface Reaction extends Thing {
  kind: 'Reaction';
  content: ReactionContent;
  author: User;
  createdAt: string;
}

export interface Milestone extends Thing {
  kind: 'Milestone';
  repo: Repository;
  number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  dueOn: string | null;
  author: User;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface DiscussionCategory extends Thing {
  kind: 'DiscussionCategory';
  repo: Repository;
  name: string;
  slug: string;
  emoji: string;
  description: string;
  answerable: boolean;
}

export interface Discussion extends Thing {
  kind: 'Discussion';
  repo: Repository;
  number: number;
  title: string;
  body: string;
  author: User | null;
  category: DiscussionCategory;
  closed: boolean;
  stateReason: 'RESOLVED' | 'OUTDATED' | 'DUPLICATE' | 'REOPENED' | null;
  locked: boolean;
  comments: DiscussionComment[];
  answer: DiscussionComment | null;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface DiscussionComment extends Thing {
  kind: 'DiscussionComment';
  discussion: Discussion;
  replyTo: DiscussionComment | null;
  replies: DiscussionComment[];
  author: User | null;
  body: string;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
}

export interface Release extends Thing {
  kind: 'Release';
  repo: Repository;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: User;
  assets: Asset[];
  createdAt: string;
  publishedAt: string | null;
}

export interface Asset extends Thing {
  kind: 'ReleaseAsset';
  release: Release;
  name: string;
  label: string | null;
  contentType: string;
  bytes: Buffer;
  uploader: User;
  downloads: number;
  createdAt: string;
  updatedAt: string;
}

export interface Gist extends Thing {
  kind: 'Gist';
  /** Hexadecimal. */
  name: string;
  owner: User;
  description: string | null;
  public: boolean;
  files: Map<string, string>;
  comments: number;
  createdAt: string;
  updatedAt: string;
}

export interface Notification extends Thing {
  kind: 'Notification';
  to: User;
  repo: Repository;
  reason: string;
  subject: { type: 'Issue' | 'PullRequest' | 'Discussion' | 'Release'; title: string; path: string | null };
  unread: boolean;
  done: boolean;
  subscription: 'subscribed' | 'ignored' | null;
  updatedAt: string;
  lastReadAt: string | null;
}

export interface Project extends Thing {
  kind: 'ProjectV2';
  owner: User;
  number: number;
  title: string;
  shortDescription: string | null;
  readme: string | null;
  public: boolean;
  closed: boolean;
  fields: ProjectField[];
  items: ProjectItem[];
  views: ProjectView[];
  statusUpdates: ProjectStatusUpdate[];
  creator: User;
  createdAt: string;
  updatedAt: string;
}

export interface ProjectField extends Thing {
  kind: 'ProjectV2Field';
  project: Project;
  name: string;
  dataType: string;
  options: { id: string; name: string; color: string; description: string }[];
  iterations: { id: string; title: string; startDate: string; duration: number }[];
  issueField: IssueField | null;
  createdAt: string;
  updatedAt: string;
}

export interface ProjectItem extends Thing {
  kind: 'ProjectV2Item';
  project: Project;
  /** An issue (or pull request), or a draft. */
  content: Issue | { kind: 'DraftIssue'; id: number; nodeId: string; title: string; body: string; creator: User };
  archived: boolean;
  creator: User;
  values: Map<ProjectField, string | number>;
  createdAt: string;
  updatedAt: string;
}

export interface ProjectView extends Thing {
  kind: 'ProjectV2View';
  project: Project;
  number: number;
  name: string;
  layout: 'table' | 'board' | 'roadmap';
  filter: string | null;
  visible: ProjectField[];
  createdAt: string;
  updatedAt: string;
}

export interface ProjectStatusUpdate extends Thing {
  kind: 'ProjectV2StatusUpdate';
  project: Project;
  body: string | null;
  status: string | null;
  startDate: string | null;
  targetDate: string | null;
  creator: User;
  createdAt: string;
  updatedAt: string;
}
