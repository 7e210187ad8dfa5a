import type { Call } from '@mcp-reference/kit';
import type { Octokit } from '@octokit/rest';
import { Access, type AccessOptions, type Reply } from './access.ts';
import { cutHeader } from './fetch.ts';
import { partial, type GraphqlDocument, type GraphqlScope } from './graphql.ts';
import { graphqlSource } from './guard/labels.ts';
import { withoutHoles } from './holes.ts';
import { pagesIn } from './link.ts';
import { carrying, type OwnOptions } from './octokit.ts';
import { watched } from './reading.ts';
import { headersFor, headersOf } from './request.ts';
import { restOf, type Answer, type Bytes, type Rest, type Whole } from './rest.ts';
import { given, type Data, type Params, type Route } from './routes.ts';
import { repositoryOf } from './scope.ts';
import { checkShape } from './shape.ts';
import type { Transport } from './transport.ts';
import { noteWritten } from './unreadable.ts';
import { isUnseen } from './unseen.ts';
import { restoreTexts } from './written.ts';

type Form = OwnOptions['form'];
type Given = Readonly<Record<string, unknown>>;

/** Octokit for tools, within what this server may touch. */
export class GitHub {
  readonly #transport: Transport;
  readonly #access: Access;
  #octokit: Promise<Octokit> | undefined;
  /** The methods of Octokit, each bound to a call. */
  readonly rest: Rest = restOf(
    (scope, name) => (params, call, form) =>
      this.#send((octokit) => methodOf(octokit, scope, name), params, call, form),
  );

  constructor(transport: Transport, options: AccessOptions) {
    this.#transport = transport;
    this.#access = new Access(transport, options);
  }

  /** The same GitHub with lockdown on. Text that was read through either counts for the guard of both. */
  lockedDown(): GitHub {
    const { lockdown, allowed, guard } = this.#access;
    return lockdown === undefined ? new GitHub(this.#transport, { allowed, lockdown: true, guard }) : this;
  }

  get host() {
    return this.#transport.host;
  }

  /** The accounts that --repos names; undefined without it. */
  get owners(): readonly string[] | undefined {
    return this.#access.allowed.owners;
  }

  /** Loads Octokit before the first request needs it. */
  warm(): void {
    this.#load().catch(() => {});
  }

  /** Calls an endpoint that Octokit has no method for yet. */
  request<R extends Route>(route: R, params: Params<R>, call: Call): Promise<Answer<Whole<Data<R>>>> {
    return this.#send((octokit) => octokit.request.defaults({ ...methodAndUrl(route) }), params, call) as Promise<
      Answer<Whole<Data<R>>>
    >;
  }

  /**
   * Asks what only GraphQL can answer. Data that comes with errors is kept, and the errors become warnings.
   * @throws ToolError when there is no data at all
   */
  async graphql<T>(document: GraphqlDocument<T>, variables: Given, scope: GraphqlScope, call: Call): Promise<T> {
    const { within, lockdown } = this.#access;
    const repository = await within.repositoryOf(scope, call);
    const target = repository ?? scope.owner;
    if (document.write) return this.#mutate(document, variables, { repository, target }, call);
    const { owner, repo } = scope;
    if (owner !== undefined && repo !== undefined)
      await lockdown?.checkRead('QUERY /repos/{owner}/{repo}', { ...variables, owner, repo }, false, call);
    const reply = await this.#transport.graphql(document, variables, call);
    const data = within.vet(withoutHoles(partial(reply, document, target ?? 'GitHub', call)), call);
    const vetted = lockdown === undefined ? data : await lockdown.vet(data, repository, call);
    if (!isUnseen(call)) {
      const source = graphqlSource(repository ?? repositoryOf(data), data, scope);
      this.#access.noteSources([scope.open === true ? { ...source, integrity: 'trusted' } : source], call);
    }
    return watched(vetted as T, call);
  }

  async #mutate<T>(
    document: GraphqlDocument<T>,
    variables: Given,
    { repository, target }: { repository: string | undefined; target: string | undefined },
    call: Call,
  ): Promise<T> {
    const params = restoreTexts(variables);
    await this.#transport.signIn(call.signal);
    await this.#access.guard.check(
      {
        route: 'POST /graphql',
        mutation: document.name,
        params,
        target: target ?? 'your account',
        isRepository: repository !== undefined,
      },
      call,
    );
    const reply = await this.#transport.graphql(document, params, call);
    const data = withoutHoles(partial(reply, document, target ?? 'GitHub', call));
    noteWritten(call, document.name);
    return watched(data as T, call);
  }

  /** The login of the account that is signed in. */
  viewer(call: Call): Promise<string | undefined> {
    return this.#access.people.viewer(call);
  }

  /** Asks the user before something that cannot be undone; the guard then has no second question for this call. */
  async approve(question: string, call: Call): Promise<void> {
    await call.confirm(question);
    this.#access.guard.covered(call);
  }

  #load(): Promise<Octokit> {
    return (this.#octokit ??= this.#transport.octokit(this.#access.hook));
  }

  async #send(
    method: (octokit: Octokit) => OctokitMethod,
    params: Given,
    call: Call,
    form?: Form,
  ): Promise<Answer<unknown> | Bytes> {
    const own = { call, form };
    const send = method(await this.#load());
    const { DEFAULTS } = send.endpoint;
    const reply: Reply = await send({ ...given(params), headers: headersFor(own), request: carrying(own) });
    const headers = headersOf(reply.headers);
    const { data, status, total } = reply;
    if (form !== undefined && 'keeping' in form)
      return { body: Buffer.isBuffer(data) ? data : Buffer.alloc(0), cut: headers.has(cutHeader) };
    if (DEFAULTS.method === 'GET') await checkShape(`GET ${DEFAULTS.url}`, data);
    return { data, status, ...pagesIn(headers, params, this.host.rest), ...(total !== undefined && { total }) };
  }
}

/** A method of Octokit. */
interface OctokitMethod {
  (options: Given): Promise<Reply>;
  endpoint: { DEFAULTS: { method: string; url: string } };
}

function methodOf({ rest }: Octokit, scope: string, name: string): OctokitMethod {
  const methods = (rest as unknown as Record<string, Record<string, OctokitMethod | undefined> | undefined>)[scope];
  const method = methods?.[name];
  if (method === undefined) throw new Error(`Octokit has no method rest.${scope}.${name}.`);
  return method;
}

function methodAndUrl(route: string) {
  const [method = 'GET', url = ''] = route.split(' ');
  return { method: method as 'GET', url };
}
