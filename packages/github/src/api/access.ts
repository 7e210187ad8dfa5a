import { count, type Call } from '@mcp-reference/kit';
import type { OctokitResponse } from '@octokit/types';
import type { Allowed } from './allowed.ts';
import { badResponse } from './failure.ts';
import { hasItem, totalOf } from './found.ts';
import { Guard, type GuardMode } from './guard/guard.ts';
import type { Reads } from './guard/reads.ts';
import { labelsOf, sourcesOf, sourcesOfWrite, type Source } from './guard/labels.ts';
import { withoutHoles } from './holes.ts';
import { Lockdown } from './lockdown/lockdown.ts';
import { carrying, ownOptions, type OwnOptions, type Policy } from './octokit.ts';
import { ownerOf } from './owner-of.ts';
import { People } from './people.ts';
import { watched } from './reading.ts';
import { Repeats } from './repeats.ts';
import { askedOf, wantsJson, type Asked } from './request.ts';
import { targetOf } from './routes.ts';
import { isRecord, scopeOf, type Scope } from './scope.ts';
import type { Transport } from './transport.ts';
import { noteWritten } from './unreadable.ts';
import { isUnseen } from './unseen.ts';
import { Within } from './within.ts';
import { restoreTexts } from './written.ts';

export interface AccessOptions {
  allowed: Allowed;
  lockdown: boolean;
  guard?: GuardMode | Guard;
  /** The reads of an earlier guard, for a new one. */
  reads?: Reads | undefined;
}

type Request = Parameters<Policy>[0];
type Options = Parameters<Policy>[1];

/** An answer with the number of items that a search found. */
export type Reply = OctokitResponse<unknown> & { total?: number };

/** Decides for every request of a tool what may be asked, shown and written. */
export class Access {
  readonly allowed: Allowed;
  readonly lockdown: Lockdown | undefined;
  readonly guard: Guard;
  readonly people: People;
  readonly within: Within;
  readonly #transport: Transport;
  readonly #repeats = new Repeats();

  constructor(transport: Transport, { allowed, lockdown, guard = 'on', reads }: AccessOptions) {
    this.#transport = transport;
    this.allowed = allowed;
    const follow = !allowed.restricted;
    this.people = new People(
      async (route, params, call) => (await transport.send({ route, params, follow }, call)).data,
    );
    this.guard =
      guard instanceof Guard
        ? guard
        : new Guard({
            mode: guard,
            standing: (repository, call) => this.people.standing(repository, call),
            viewer: (call) => this.people.viewer(call),
            isOwnPull: (...asked) => this.people.isOwnPull(...asked),
            isOwnAccount: (...asked) => this.people.isOwnAccount(...asked),
            ...(reads && { reads }),
          });
    this.within = new Within(allowed, this.people, (node, call) => ownerOf(transport, node, call));
    this.lockdown = lockdown ? new Lockdown(this.people) : undefined;
  }

  /** The hook around each request of a tool. */
  readonly hook: Policy = (request, options) => {
    const asked = askedOf(options);
    const { call } = ownOptions(options) as OwnOptions<Call>;
    if (asked.write) return this.#write(request, options, asked, call);
    return asked.keeping === undefined && wantsJson(asked)
      ? this.#read(request, options, asked, call)
      : this.#readBytes(request, options, asked, call);
  };

  async #read(request: Request, options: Options, { route, params }: Asked, call: Call): Promise<Reply> {
    const scope = scopeOf(route, params);
    await this.within.check(scope, route, params, call);
    // What the model never sees only decides how to write.
    const lockdown = isUnseen(call) ? undefined : this.lockdown;
    await lockdown?.checkRead(route, params, false, call);
    const isSearch = route.startsWith('GET /search/');
    const q = isSearch && scope.kind !== 'open' ? { q: this.allowed.narrow(String(params['q'])) } : {};
    const reply = await request(this.#bounded({ ...options, ...q }));
    let data = withoutHoles(reply.data);
    if (scope.kind === 'many' && Array.isArray(data)) data = data.filter((item) => hasItem(this.allowed, item));
    const total = isRecord(data) && isSearch ? this.#narrow(data, scope, call) : undefined;
    data = this.within.vet(data, call);
    if (lockdown) data = await lockdown.vet(data, scope.kind === 'repository' ? scope.name : undefined, call);
    this.#note(scope, route, params, data, call);
    return { ...reply, data: watched(data, call), ...(total !== undefined && { total }) };
  }

  /** Removes what a search found in other repositories. Returns the number of results, where it may be told. */
  #narrow(data: Record<string, unknown>, scope: Scope, call: Call): number | undefined {
    const { items } = data;
    if (!Array.isArray(items)) throw badResponse(false);
    const total = totalOf(data, call);
    if (scope.kind === 'open' || !this.allowed.restricted) return total;
    data['items'] = items.filter((item) => hasItem(this.allowed, item));
    // The count would tell how much there is elsewhere.
    return undefined;
  }

  async #readBytes(request: Request, options: Options, asked: Asked, call: Call): Promise<Reply> {
    const { route, params, elsewhere } = asked;
    const scope = scopeOf(route, params);
    await this.within.check(scope, route, params, call);
    await this.lockdown?.checkRead(route, params, true, call);
    const reply = await request(elsewhere ? options : this.#bounded(options));
    this.#note(scope, route, params, undefined, call);
    return reply;
  }

  /** Sent once; the data is undefined where GitHub's answer is empty. */
  async #write(request: Request, options: Options, { route, params }: Asked, call: Call): Promise<Reply> {
    const scope = scopeOf(route, params);
    await this.within.check(scope, route, params, call);
    await this.#transport.signIn(call.signal);
    const isRepository = scope.kind === 'repository';
    const target = isRepository ? scope.name : targetOf(options.url, params);
    // Before the guard looks: it must see what leaves.
    const texts = restoreTexts(params, new Set(route.match(/\{\w+\}/g)?.map((name) => name.slice(1, -1))));
    const act = { route, params: texts, target, isRepository };
    const pinned = await this.guard.check(act, call);
    const restored = { ...texts, ...pinned };
    const reply = await request(this.#bounded({ ...options, ...restored }));
    noteWritten(call, `${options.method} ${target}`);
    this.noteSources(sourcesOfWrite({ scope, route, params, data: reply.data }), call);
    const since = this.#repeats.note(route, restored);
    if (since !== undefined)
      call.warn(`The very same was sent ${count(since, 'second')} ago; look whether it is there twice`);
    return { ...reply, data: watched(withoutHoles(reply.data), call) };
  }

  /** Redirects are not followed where only some repositories may be used. */
  #bounded(options: Options): Options {
    const own = { ...ownOptions(options), follow: !this.allowed.restricted };
    return { ...options, request: { ...options.request, ...carrying(own) } };
  }

  #note(scope: Scope, route: string, params: Readonly<Record<string, unknown>>, data: unknown, call: Call): void {
    if (isUnseen(call)) return;
    const { origins } = this.guard;
    const originOf = scope.kind === 'repository' ? (revision: string) => origins.of(scope.name, revision) : undefined;
    this.noteSources(sourcesOf({ scope, route, params, data, ...(originOf && { originOf }) }), call);
    if (scope.kind !== 'repository') return;
    origins.note(scope.name, route, params, data);
    if (!route.endsWith('/pulls/{pull_number}')) return;
    const head = isRecord(data) ? data['head'] : undefined;
    if (isRecord(head)) this.guard.noteHead(scope.name, params['pull_number'], head['sha']);
  }

  /** Remembers where a text came from: it decides later writes, and labels the answer. */
  noteSources(sources: readonly Source[], call: Call): void {
    this.guard.note(sources);
    for (const source of sources)
      call.label(labelsOf(source, source.repository === undefined ? undefined : this.people.known(source.repository)));
  }
}
