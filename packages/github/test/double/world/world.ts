import { randomBytes } from 'node:crypto';
import { Objects, type Signature } from './git.ts';
import type { Permission, PullRequest, Repository, Team, Thing, User } from './types.ts';
import type { Gist, Notification, Project } from './types-talk.ts';
import type { App, DeviceSignIn } from './sign-in.ts';
import type { Advisory } from './types-work.ts';

/** The user and the rights of a token. */
export interface Token {
  user: User;
  kind: 'classic' | 'fine-grained' | 'app';
  /** Of a classic token. */
  scopes: string[];
  /** Of an App's token: when it ends, in milliseconds of the real clock. */
  ends?: number;
}

type Kinded = Thing & { kind: string };

/** Everything that the double knows. Tests may change any of it between requests. */
export class World {
  readonly users: User[] = [];
  readonly repositories: Repository[] = [];
  readonly gists: Gist[] = [];
  readonly notifications: Notification[] = [];
  readonly projects: Project[] = [];
  readonly advisories: Advisory[] = [];
  readonly tokens = new Map<string, Token>();
  readonly apps: App[] = [];
  readonly deviceSignIns: DeviceSignIn[] = [];
  /** Seconds that a new sign-in by the device flow tells the caller to wait; GitHub says 5. */
  deviceInterval = 5;
  /** Old full names, in lower case, of repositories that were renamed or moved. */
  readonly renamed = new Map<string, Repository>();
  readonly #nodes = new Map<string, Kinded>();
  #lastId = 1000;
  #now = Date.parse('2026-06-01T08:00:00Z');

  /** The world's clock stands still, but for a second with each thing that is asked of it: order is never by chance. */
  now(): string {
    this.#now += 1000;
    return `${new Date(this.#now).toISOString().slice(0, 19)}Z`;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** Gives a new thing its names and makes it known to GraphQL's `node`. */
  add<T extends { kind: string }>(thing: T): T & Thing {
    const id = this.nextId();
    const nodeId = `${thing.kind.replaceAll(/[^A-Z]/g, '') || 'X'}_${Buffer.from(`${thing.kind}:${id}`).toString('base64url')}`;
    const named = Object.assign(thing, { id, nodeId });
    this.#nodes.set(nodeId, named);
    return named;
  }

  node(nodeId: string): Kinded | undefined {
    return this.#nodes.get(nodeId);
  }

  forget(thing: Thing): void {
    this.#nodes.delete(thing.nodeId);
  }

  user(login: string): User | undefined {
    return this.users.find((one) => one.login.toLowerCase() === login.toLowerCase());
  }

  repository(owner: string, name: string): Repository | undefined {
    const full = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((one) => `${one.owner.login}/${one.name}`.toLowerCase() === full);
  }

  addUser(login: string, about: Partial<Omit<User, 'kind' | 'login'>> = {}): User {
    const at = this.now();
    const user: User = this.add({
      kind: 'User' as const,
      login,
      type: 'User' as const,
      name: null,
      email: null,
      bio: null,
      company: null,
      location: null,
      blog: null,
      followers: new Set<User>(),
      createdAt: at,
      updatedAt: at,
      members: new Map<User, 'admin' | 'member'>(),
      teams: [],
      issueTypes: [],
      issueFields: [],
      projects: 0,
      installedOn: new Set<User>(),
      ...about,
    });
    this.users.push(user);
    return user;
  }

  addOrganization(login: string, admin: User, about: Partial<Omit<User, 'kind' | 'login'>> = {}): User {
    const org = this.addUser(login, { type: 'Organization', ...about });
    org.members.set(admin, 'admin');
    return org;
  }

  addTeam(org: User, name: string, members: User[]): Team {
    const team: Team = this.add({
      kind: 'Team' as const,
      org,
      name,
      slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      description: null,
      privacy: 'closed' as const,
      parent: null,
      members: new Map(members.map((one): [User, 'member'] => [one, 'member'])),
    });
    org.teams.push(team);
    return team;
  }

  /** A token that works, made up. Without scopes, a classic token that may do everything. */
  addToken(user: User, scopes: string[] = allScopes, kind: Token['kind'] = 'classic', ends?: number): string {
    const prefix = { classic: 'ghp_', 'fine-grained': 'github_pat_', app: 'ghs_' }[kind];
    const token = `${prefix}${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, 'x')}`;
    this.tokens.set(token, { user, kind, scopes, ...(ends !== undefined && { ends }) });
    return token;
  }

  /** The permission of a user for a repository; null when it does not exist for them. */
  permission(user: User | null, repo: Repository): Permission | null {
    if (user !== null) {
      if (repo.owner === user || repo.owner.members.get(user) === 'admin') return 'admin';
      const given = repo.collaborators.get(user);
      if (given !== undefined) return given;
      if (user.installedOn.has(repo.owner)) return 'push';
      if (repo.owner.members.has(user)) return 'pull';
    }
    return repo.private ? null : 'pull';
  }

  canPush(user: User | null, repo: Repository): boolean {
    return ['admin', 'maintain', 'push'].includes(this.permission(user, repo) ?? '');
  }

  signature(user: User, date = this.now()): Signature {
    return { name: user.name ?? user.login, email: user.email ?? `${user.login}@users.noreply.github.com`, date };
  }

  addRepository(
    owner: User,
    name: string,
    about: Partial<Omit<Repository, 'kind' | 'owner' | 'name'>> = {},
  ): Repository {
    const at = this.now();
    const repo: Repository = this.add({
      kind: 'Repository' as const,
      owner,
      name,
      private: false,
      description: null,
      homepage: null,
      topics: [],
      language: null,
      defaultBranch: 'main',
      archived: false,
      hasIssues: true,
      hasDiscussions: false,
      hasWiki: true,
      hasProjects: true,
      isTemplate: false,
      allowMergeCommit: true,
      allowSquashMerge: true,
      allowRebaseMerge: true,
      allowAutoMerge: false,
      deleteBranchOnMerge: false,
      license: null,
      fork: null,
      collaborators: new Map<User, Permission>(),
      stars: new Map<User, string>(),
      watchers: new Map<User, 'subscribed' | 'ignored'>(),
      objects: new Objects(),
      refs: new Map<string, string>(),
      protectedBranches: new Set<string>(),
      mergeQueues: new Map<string, PullRequest[]>(),
      branchPattern: null,
      pushProtection: true,
      copilot: true,
      lastPage: Infinity,
      nextNumber: 1,
      issues: [],
      labels: [],
      milestones: [],
      discussions: [],
      discussionCategories: [],
      releases: [],
      workflows: [],
      runs: [],
      checkRuns: [],
      statuses: [],
      alerts: [],
      advisories: [],
      createdAt: at,
      updatedAt: at,
      pushedAt: at,
      ...about,
    });
    this.repositories.push(repo);
    return repo;
  }
}

export const allScopes = [
  'repo',
  'workflow',
  'gist',
  'notifications',
  'user',
  'project',
  'admin:org',
  'delete_repo',
  'security_events',
];
