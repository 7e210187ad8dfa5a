import { count, type Call } from '@mcp-reference/kit';
import type { Allowed } from './allowed.ts';
import { hasItem, totalOf } from './found.ts';
import { partial, type GraphqlDocument, type GraphqlScope } from './graphql.ts';
import { pagesIn, type Pages } from './link.ts';
import { Lockdown } from './lockdown/lockdown.ts';
import type { Page, TextOptions } from './page.ts';
import { targetOf, type Data, type GetRoute, type Item, type Params, type WriteRoute } from './routes.ts';
import { isRecord, repositoryOf, scopeOf, type Scope } from './scope.ts';
import { harmless } from './guard/acts.ts';
import { withoutHoles } from './holes.ts';
import { Guard, type GuardMode } from './guard/guard.ts';
import { graphqlSource, labelsOf, sourcesOf, type Source } from './guard/labels.ts';
import { ownerOf } from './owner-of.ts';
import { People } from './people.ts';
import { watched } from './reading.ts';
import { Repeats } from './repeats.ts';
import { badResponse } from './failure.ts';
import type { Reply, Transport } from './transport.ts';
import { isUnseen } from './unseen.ts';
import { Within } from './within.ts';
import { noteWritten } from './unreadable.ts';
import { restoreTexts } from './written.ts';

/** Reads, writes and queries of GitHub for tools, each within what this server may touch. */
export class GitHub {
  readonly #transport: Transport;
  readonly #allowed: Allowed;
  readonly #lockdown: Lockdown | undefined;
  readonly #guard: Guard;
  readonly #people: People;
  readonly #repeats = new Repeats();
  readonly #within: Within;

  constructor(
    transport: Transport,
    { allowed, lockdown, guard = 'on' }: { allowed: Allowed; lockdown: boolean; guard?: GuardMode | Guard },
  ) {
    this.#transport = transport;
    this.#allowed = allowed;
    this.#people = new People((route, params, call) => this.#plain(route, params, call));
    this.#guard =
      guard instanceof Guard
        ? guard
        : new Guard({
            mode: guard,
            standing: (repository, call) => this.#people.standing(repository, call),
            viewer: (call) => this.#people.viewer(call),
          });
    this.#within = new Within(allowed, this.#people, (node, call) => ownerOf(transport, node, call));
    this.#lockdown = lockdown ? new Lockdown(this.#people) : undefined;
  }

  /** The same GitHub with lockdown on. Text that was read through either counts for the guard of both. */
  lockedDown(): GitHub {
    if (this.#lockdown !== undefined) return this;
    return new GitHub(this.#transport, { allowed: this.#allowed, lockdown: true, guard: this.#guard });
  }

  get host() {
    return this.#transport.host;
  }

  warm(): void {
    this.#transport.warm();
  }

  /** Reads one thing. */
  async get<R extends GetRoute>(route: R, params: Params<R>, call: Call): Promise<Data<R>> {
    const { data } = await this.#read(route, params, call);
    if (!isRecord(data)) throw badResponse(false);
    return data;
  }

  /** Reads one thing that comes in pages, or whose answer can be empty. */
  async page<R extends GetRoute>(
    route: R,
    params: Params<R>,
    call: Call,
  ): Promise<{ data: Data<R>; status: number } & Pages> {
    const { data, status, headers } = await this.#read(route, params, call);
    if (!isRecord(data)) throw badResponse(false);
    return { data, status, ...pagesIn(headers, params, this.host.rest) };
  }

  /** The entry at a path of a repository, or the list of them for a folder. */
  async content(
    at: { owner: string; repo: string; path: string; ref?: string | undefined },
    call: Call,
  ): Promise<Data<'GET /repos/{owner}/{repo}/contents/{path}'>> {
    const { owner, repo, path, ref } = at;
    const { data } = await this.#read('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref }, call);
    if (!isRecord(data) && !Array.isArray(data)) throw badResponse(false);
    return data as Data<'GET /repos/{owner}/{repo}/contents/{path}'>;
  }

  /** Reads a page of a list. */
  async list<R extends GetRoute>(route: R, params: Params<R>, call: Call): Promise<Page<Item<R>>> {
    const { data, headers } = await this.#read(route, params, call);
    if (!Array.isArray(data)) throw badResponse(false);
    return { items: data as Item<R>[], ...pagesIn(headers, params, this.host.rest) };
  }

  /** The status alone: some endpoints answer only 204 or 404. */
  async status(route: GetRoute, params: Readonly<Record<string, unknown>>, call: Call): Promise<number> {
    return (await this.#read(route, params, call)).status;
  }

  /** Searches, with the query narrowed to what may be used and the results filtered. */
  async search<R extends Extract<GetRoute, `GET /search/${string}`>>(
    route: R,
    params: Params<R> & { q: string },
    call: Call,
    { matches = false }: { matches?: boolean } = {},
  ): Promise<Page<Data<R> extends { items: readonly (infer I)[] } ? I : never>> {
    const open = scopeOf(route, params).kind === 'open';
    const q = open ? params.q : this.#allowed.narrow(params.q);
    const accept = matches ? 'application/vnd.github.text-match+json' : undefined;
    const { data, headers } = await this.#read(route, { ...params, q }, call, accept);
    if (!isRecord(data) || !Array.isArray(data['items'])) throw badResponse(false);
    const found: unknown[] = data['items'];
    const items = open ? found : found.filter((item) => hasItem(this.#allowed, item));
    const total = totalOf(data, call);
    // The count would tell how much there is elsewhere.
    const shown = total === undefined || (this.#allowed.restricted && !open) ? {} : { total };
    return { items: items as never, ...pagesIn(headers, params, this.host.rest), ...shown };
  }

  /** Reads what is text or bytes: diffs, logs, files. */
  async bytes(
    route: string,
    params: Readonly<Record<string, unknown>>,
    { accept, keeping, elsewhere = false }: TextOptions,
    call: Call,
  ): Promise<{ body: Buffer; cut: boolean }> {
    const scope = scopeOf(route, params);
    await this.#within.check(scope, route, params, call);
    await this.#lockdown?.checkRead(route, params, true, call);
    const reply = await this.#transport.send(
      { route, params, accept, keeping, elsewhere, write: false, follow: !this.#allowed.restricted || elsewhere },
      call,
    );
    this.#note(scope, route, params, undefined, call);
    return { body: Buffer.isBuffer(reply.data) ? reply.data : Buffer.alloc(0), cut: reply.cut };
  }

  /** Changes something. Sent once; the answer is undefined where GitHub's is empty. */
  async write<R extends WriteRoute>(route: R, params: Params<R>, call: Call): Promise<Data<R>> {
    const scope = scopeOf(route, params);
    await this.#within.check(scope, route, params, call);
    await this.#transport.signIn(call.signal);
    const isRepository = scope.kind === 'repository';
    const target = isRepository ? scope.name : targetOf(route.split(' ')[1] ?? '', params);
    // Before the guard looks: it must see what leaves.
    const texts = restoreTexts(params, new Set(route.match(/\{\w+\}/g)?.map((name) => name.slice(1, -1))));
    const act = { route, params: texts, target, isRepository };
    const pinned = harmless.test(route) ? {} : await this.#guard.check(act, call);
    const restored = { ...texts, ...pinned };
    const { data } = await this.#transport.send(
      { route, params: restored, write: true, follow: !this.#allowed.restricted },
      call,
    );
    noteWritten(call, `${route.split(' ')[0] ?? ''} ${target}`);
    const since = this.#repeats.note(route, restored);
    if (since !== undefined)
      call.warn(`The very same was sent ${count(since, 'second')} ago; look whether it is there twice`);
    return watched(withoutHoles(data), call);
  }

  /**
   * Asks what only GraphQL can answer. Data that comes with errors is kept, and the errors become warnings.
   * @throws ToolError when there is no data at all
   */
  async graphql<T>(
    document: GraphqlDocument<T>,
    variables: Readonly<Record<string, unknown>>,
    scope: GraphqlScope,
    call: Call,
  ): Promise<T> {
    const repository = await this.#within.repositoryOf(scope, call);
    const { owner, repo } = scope;
    if (!document.write && owner !== undefined && repo !== undefined)
      await this.#lockdown?.checkRead('QUERY /repos/{owner}/{repo}', { ...variables, owner, repo }, false, call);
    const sent = document.write ? restoreTexts(variables) : variables;
    if (document.write) {
      await this.#transport.signIn(call.signal);
      await this.#guard.check(
        {
          route: 'POST /graphql',
          mutation: document.name,
          params: sent,
          target: repository ?? scope.owner ?? 'your account',
          isRepository: repository !== undefined,
        },
        call,
      );
    }
    const reply = await this.#transport.graphql(document, sent, call);
    const answer = withoutHoles(partial(reply, document, repository ?? scope.owner ?? 'GitHub', call));
    if (document.write) noteWritten(call, document.name);
    const data = document.write ? answer : this.#within.vet(answer, call);
    const vetted =
      document.write || this.#lockdown === undefined ? data : await this.#lockdown.vet(data, repository, call);
    if (!document.write && scope.open !== true && !isUnseen(call))
      this.#noteSources([graphqlSource(repository ?? repositoryOf(data), data)], call);
    return watched(vetted as T, call);
  }

  /** The login of the account that is signed in. */
  viewer(call: Call): Promise<string | undefined> {
    return this.#people.viewer(call);
  }

  async #read(route: GetRoute, params: Readonly<Record<string, unknown>>, call: Call, accept?: string): Promise<Reply> {
    const scope = scopeOf(route, params);
    await this.#within.check(scope, route, params, call);
    // What the model never sees only decides how to write.
    const lockdown = isUnseen(call) ? undefined : this.#lockdown;
    await lockdown?.checkRead(route, params, false, call);
    const follow = !this.#allowed.restricted;
    const reply = await this.#transport.send({ route, params, write: false, follow, ...(accept && { accept }) }, call);
    let data = withoutHoles(reply.data);
    if (scope.kind === 'many' && Array.isArray(data)) data = data.filter((item) => hasItem(this.#allowed, item));
    data = this.#within.vet(data, call);
    if (lockdown) data = await lockdown.vet(data, scope.kind === 'repository' ? scope.name : undefined, call);
    this.#note(scope, route, params, data, call);
    return { ...reply, data: watched(data, call) };
  }

  #note(scope: Scope, route: string, params: Readonly<Record<string, unknown>>, data: unknown, call: Call): void {
    if (isUnseen(call)) return;
    this.#noteSources(sourcesOf({ scope, route, params, data }), call);
    if (scope.kind !== 'repository' || !route.endsWith('/pulls/{pull_number}')) return;
    const head = isRecord(data) ? data['head'] : undefined;
    if (isRecord(head)) this.#guard.noteHead(scope.name, params['pull_number'], head['sha']);
  }

  #noteSources(sources: readonly Source[], call: Call): void {
    this.#guard.note(sources);
    for (const source of sources)
      call.label(labelsOf(source, source.repository === undefined ? undefined : this.#people.known(source.repository)));
  }

  /** Asks the user before something that cannot be undone; the guard then has no second question for this call. */
  async approve(question: string, call: Call): Promise<void> {
    await call.confirm(question);
    this.#guard.covered(call);
  }

  /** A read of our own, about the repository and not of what is in it. */
  async #plain(route: string, params: Readonly<Record<string, unknown>>, call: Call): Promise<unknown> {
    return (await this.#transport.send({ route, params, write: false, follow: !this.#allowed.restricted }, call)).data;
  }
}
