import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { faults } from './index.ts';

async function start() {
  const client = await startClient();
  const { double } = client;
  const octokit = new Octokit({
    auth: double.token,
    baseUrl: double.url,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { ...client, octokit };
}

const garden = { owner: 'octo', repo: 'garden' };

test('Octokit reads, writes, asks for media types and follows links', async () => {
  const { octokit, double } = await start();
  const { data: issue } = await octokit.request('POST /repos/{owner}/{repo}/issues', {
    ...garden,
    title: 'Through Octokit',
  });
  expect(issue.html_url).toBe(`https://github.com/octo/garden/issues/${issue.number}`);
  const { data: ref } = await octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
    ...garden,
    ref: 'heads/feature/frost#1',
  });
  expect(ref.ref).toBe('refs/heads/feature/frost#1');
  const { data: file } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
    ...garden,
    path: 'src/water.ts',
    ref: 'rain',
  });
  expect(Array.isArray(file) ? '' : file.path).toBe('src/water.ts');
  const { headers } = await octokit.request('GET /repos/{owner}/{repo}/issues', { ...garden, per_page: 1 });
  expect(headers.link).toContain('page=2');
  expect(double.violations).toEqual([]);
});

test('Octokit sees errors as GitHub’s', async () => {
  const { octokit } = await start();
  await expect(octokit.request('POST /repos/{owner}/{repo}/issues', { ...garden, title: '' })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Validation Failed: {"resource":"Issue","field":"title","code":"missing_field"}'),
  });
  await expect(octokit.request('GET /repos/{owner}/{repo}', { owner: 'octo', repo: 'none' })).rejects.toMatchObject({
    status: 404,
  });
  await expect(octokit.graphql('{ repository(owner: "octo", name: "none") { id } }')).rejects.toMatchObject({
    errors: [{ type: 'NOT_FOUND', path: ['repository'] }],
    data: { repository: null },
  });
});

test('Octokit meets faults', async () => {
  const { octokit, double } = await start();
  double.fail({ times: 1 }, faults.secondaryLimit(60));
  await expect(octokit.request('GET /repos/{owner}/{repo}', garden)).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'retry-after': '60' } },
  });
  double.fail({ times: 1 }, { kind: 'reset' });
  // No answer at all is a status of 500 to Octokit.
  await expect(octokit.request('GET /repos/{owner}/{repo}', garden)).rejects.toMatchObject({ status: 500 });
  double.fail({ times: 1 }, { kind: 'redirect', status: 301, location: `${double.url}/repos/octo/garden` });
  // What the matrix warns of: a write that was redirected ends as a read that looks like success.
  const { status } = await octokit.request('POST /repos/{owner}/{repo}/issues', { ...garden, title: 'x' });
  expect(status).toBe(200);
  expect(double.requests.at(-1)?.method).toBe('GET');
});
