import { defaultEra, eras, startHttpServer, startSession, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startDouble, type Double } from './double/index.ts';
import { program } from './start.ts';

// Over HTTP each request can choose fewer tools, by headers or by its address. It never gets more than the start allows.

type Server = Awaited<ReturnType<typeof startHttpServer>>;
const garden = { owner: 'octo', repo: 'garden' };

async function serve(double: Double, flags: readonly string[] = []): Promise<Server> {
  return startHttpServer({
    args: [program, '--http', '0', '--no-confirm', ...flags],
    env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
  });
}

const names = async (session: Session) => (await session.listTools()).map(({ name }) => name);

describe('a choice by a request', () => {
  let double: Double;
  let server: Server;
  beforeAll(async () => {
    double = await startDouble();
    server = await serve(double);
  });
  afterAll(async () => {
    await server.stop();
    await double.close();
  });
  const connect = async (headers: Record<string, string>, path = '', era = defaultEra) => {
    const session = await startSession({ era, url: `${server.url}${path}`, headers });
    onTestFinished(() => session.close());
    return session;
  };

  test('takes toolsets and tools', async () => {
    const sets = await names(await connect({ 'x-mcp-toolsets': 'actions, labels' }));
    expect(sets).toEqual(expect.arrayContaining(['get_job_logs', 'list_label']));
    expect(sets).not.toContain('list_issues');
    expect(await names(await connect({ 'x-mcp-tools': 'list_issues,get_job_logs' }))).toEqual([
      'list_issues',
      'get_job_logs',
    ]);
    const whole = await connect({});
    expect(await names(whole)).toContain('list_issues');
    const read = await whole.call('issue_read', { repo: 'octo/garden', issue_number: '#1', method: 'get' });
    expect(read.text).toMatch(/^\[issue #1 /);
  });

  test('takes names in any case, tools beside toolsets, and tools to leave out', async () => {
    const labels = ['get_label', 'list_label', 'label_write'];
    expect(await names(await connect({ 'x-mcp-toolsets': ' LABELS,labels,' }))).toEqual(labels);
    expect(await names(await connect({}, '/x/Labels'))).toEqual(labels);
    const beside = { 'x-mcp-tools': 'get_me' };
    expect((await names(await connect(beside, '/x/labels'))).toSorted()).toEqual([...labels, 'get_me'].toSorted());
    const without = { ...beside, 'x-mcp-toolsets': 'labels', 'x-mcp-exclude-tools': 'Label_Write,get_me' };
    expect(await names(await connect(without))).toEqual(['get_label', 'list_label']);
    const some = await connect({ 'x-mcp-exclude-tools': 'issue_write' });
    expect(await names(some)).toContain('list_issues');
    await expect(some.call('issue_write', { ...garden, method: 'create', title: 'x' })).rejects.toThrow(
      /issue_write is left out by the address or the X-MCP headers/,
    );
  });

  test('takes read-only, by header and by address', async () => {
    for (const session of [await connect({ 'x-mcp-readonly': 'true' }), await connect({}, '/readonly')]) {
      const listed = await names(session);
      expect(listed).toContain('list_issues');
      expect(listed).not.toContain('issue_write');
      await expect(session.call('issue_write', { ...garden, method: 'create', title: 'x' })).rejects.toThrow(
        /no tool|not offered|issue_write/i,
      );
    }
  });

  test.each(eras)('sends the instructions of the chosen toolsets only (%s)', async (era) => {
    const sent = async (headers: Record<string, string>, path = '') =>
      (await connect(headers, path, era)).instructions() ?? '';
    const [all, discussions, reading] = await Promise.all([
      sent({}),
      sent({}, '/x/discussions'),
      sent({ 'x-mcp-readonly': 'true', 'x-mcp-toolsets': 'issues,actions' }),
    ]);
    expect(all).toMatch(/get_me [^]*search_issues[^]*add_comment_to_pending_review[^]*create_pull_request/);
    expect(all).not.toMatch(/list_discussion_categories|get_job_logs/);
    expect(discussions).toContain('list_discussion_categories');
    expect(discussions).not.toMatch(/get_me|issue_write|pull_request/);
    expect(reading).toContain('get_job_logs');
    expect(reading).not.toMatch(/issue_write|get_me/);
    for (const text of [all, discussions, reading]) expect(text).toMatch(/^GitHub repositories/);
  });

  test('takes a toolset by address', async () => {
    expect(await names(await connect({}, '/x/actions'))).toContain('actions_run_trigger');
    expect(await names(await connect({}, '/x/actions/readonly'))).not.toContain('actions_run_trigger');
  });

  test('takes lockdown', async () => {
    const read = { ...garden, issue_number: 3, method: 'get' };
    expect((await (await connect({})).call('issue_read', read)).text).toMatch(/Sort beds/);
    const locked = await (await connect({ 'x-mcp-lockdown': 'true' })).call('issue_read', read);
    expect(locked).toMatchObject({ isError: true, code: 'denied' });
    expect(locked.text).not.toMatch(/Sort beds/);
  });
});

/** One request without a client, to see its status. */
async function post(server: Server, headers: Record<string, string> = {}, path = '', message: object = {}) {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', ...message }),
  });
  const text = await response.text();
  return { status: response.status, session: response.headers.get('mcp-session-id'), text };
}

const initialize = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

async function started(flags: readonly string[] = []): Promise<{ double: Double; server: Server }> {
  const double = await startDouble();
  const server = await serve(double, flags);
  onTestFinished(async () => {
    await server.stop();
    await double.close();
  });
  return { double, server };
}

test('a wrong name, a wrong value, and two choices of toolsets are refused', async () => {
  const { server } = await started();
  expect((await post(server, { 'x-mcp-toolsets': 'action' })).status).toBe(400);
  expect(await post(server, { 'x-mcp-tools': 'list_isues' })).toMatchObject({
    status: 400,
    text: expect.stringContaining('Did you mean list_issues'),
  });
  expect((await post(server, { 'x-mcp-exclude-tools': 'list_isues' })).status).toBe(400);
  expect((await post(server, { 'x-mcp-readonly': 'maybe' })).status).toBe(400);
  expect((await post(server, { 'x-mcp-lockdown': 'maybe' })).status).toBe(400);
  expect((await post(server, {}, '/x/action')).status).toBe(400);
  expect((await post(server, { 'x-mcp-toolsets': 'issues' }, '/x/actions')).status).toBe(400);
  for (const path of ['/y/actions', '/x/', '/x/a/b', '/readonly/x/actions', '/x/issue%73'])
    expect([path, (await post(server, {}, path)).status]).toEqual([path, 404]);
});

test('a session belongs to the choice that it was opened with', async () => {
  const { server } = await started(['--http-sessions', '10']);
  const { session } = await post(server, { 'x-mcp-readonly': 'true' }, '', initialize);
  expect(session).not.toBeNull();
  const id = { 'mcp-session-id': session ?? '', 'mcp-protocol-version': '2025-11-25' };
  const same = await post(server, { ...id, 'x-mcp-readonly': 'true' });
  expect(same.text).toContain('list_issues');
  expect(same.text).not.toContain('issue_write');
  expect((await post(server, id)).status).toBe(404);
});

test('more choices than are kept make way for each other', async () => {
  const { server } = await started();
  const tools = ['list_issues', 'issue_read', 'get_me', 'list_tags', 'get_tag', 'list_branches', 'get_label'];
  for (let bits = 1; bits < 100; bits++) {
    const chosen = tools.filter((_, at) => (bits >> at) % 2 === 1);
    expect((await post(server, { 'x-mcp-tools': chosen.join(',') }, '', initialize)).status).toBe(200);
  }
});

describe('a choice widens nothing that the start has ruled out', () => {
  const write = { ...garden, method: 'create', title: 'From a header' };
  const wide = {
    'x-mcp-toolsets': 'all',
    'x-mcp-tools': 'issue_write',
    'x-mcp-readonly': 'false',
    'x-mcp-lockdown': 'false',
  };
  const connect = async (server: Server, headers: Record<string, string>, path = '') => {
    const session = await startSession({ era: 'modern', url: `${server.url}${path}`, headers });
    onTestFinished(() => session.close());
    return session;
  };

  test('control: without options the same request writes and reads', async () => {
    const { double, server } = await started();
    const session = await connect(server, wide);
    expect((await session.call('issue_write', write)).text).toMatch(/Created issue/);
    expect(double.requests.some(({ method }) => method === 'POST')).toBe(true);
    expect((await session.call('issue_read', { ...garden, issue_number: 3, method: 'get' })).text).toMatch(/Sort beds/);
  });

  test.each([wide, { 'x-mcp-tools': 'issue_write,list_issues' }, { 'x-mcp-readonly': '0' }])(
    '--read-only stays under %o',
    async (headers) => {
      const { double, server } = await started(['--read-only']);
      const session = await connect(server, headers);
      await expect(session.call('issue_write', write)).rejects.toThrow(/issue_write/);
      expect(double.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );

  test('--toolsets, --tools and --exclude-tools stay', async () => {
    const { server } = await started(['--toolsets', 'issues,labels', '--exclude-tools', 'list_label']);
    expect(await names(await connect(server, wide))).not.toContain('list_pull_requests');
    expect(await names(await connect(server, {}, '/x/actions'))).toEqual([]);
    const some = { 'x-mcp-tools': 'issue_read,list_label,get_job_logs,list_issues' };
    expect((await names(await connect(server, some))).toSorted()).toEqual(['issue_read', 'list_issues']);
    const { server: most } = await started(['--exclude-tools', 'list_label']);
    expect(await names(await connect(most, { 'x-mcp-toolsets': 'labels' }))).toEqual(['get_label', 'label_write']);
    const { server: one } = await started(['--tools', 'get_me']);
    expect(await names(await connect(one, wide))).toEqual(['get_me']);
  });

  test('--lockdown and --repos stay', async () => {
    const { server } = await started(['--lockdown', '--repos', 'octo/garden']);
    const session = await connect(server, wide);
    const locked = await session.call('issue_read', { ...garden, issue_number: 3, method: 'get' });
    expect(locked).toMatchObject({ isError: true, code: 'denied' });
    const elsewhere = await session.call('list_issues', { owner: 'octo', repo: 'diary' });
    expect(elsewhere).toMatchObject({ isError: true, code: 'denied' });
  });
});
