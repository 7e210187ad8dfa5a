import type { Incoming } from './incoming.ts';
import { decode } from '../description/route.ts';
import { raw, type Reply } from './reply.ts';
import { Refusal } from '../refusal.ts';
import type { Room } from './room.ts';
import { authenticate } from './authenticate.ts';
import { sign } from './sign.ts';
import type { Repository } from '../world/types.ts';
import { zip } from '../world/zip.ts';

/**
 * Hosts other than the API: `/raw/...` for the contents of files, and `/files/...` for what GitHub redirects to with a
 * signed address (logs, artifacts, archives, assets). Undefined for anything else.
 */
export function file(room: Room, { request, path }: Incoming): Reply | undefined {
  const [, host, ...segments] = path.split('/').map(decode);
  if (host === 'raw')
    return rawContent(room, request.headers['authorization'], segments, String(request.query['token'] ?? ''));
  if (host !== 'files') return undefined;
  // A signature in the address is the whole permission there; a token that comes along has leaked.
  if (request.headers['authorization'] !== undefined) request.violations.push('a token was sent to the host of files');
  return signedFile(room, segments);
}

function rawContent(room: Room, authorization: string | undefined, segments: string[], signature: string): Reply {
  const [owner = '', name = '', ...rest] = segments;
  const viewer = authenticate(room, authorization)?.token.user ?? null;
  const repo = room.world.repository(owner, name);
  if (repo === undefined || (room.world.permission(viewer, repo) === null && signature !== sign(repo)))
    throw new Refusal(404, 'Not Found');
  for (const { ref, sha, rest: path } of refsOf(repo, rest)) {
    const commit = repo.objects.findCommit(sha);
    const entry = commit && repo.objects.at(commit.tree, path);
    if (entry === undefined || entry.mode === '040000' || ref === '') continue;
    const bytes = repo.objects.bytes(entry.sha);
    return raw(bytes, bytes.includes(0) ? 'application/octet-stream' : 'text/plain; charset=utf-8');
  }
  return { status: 404, raw: '404: Not Found', contentType: 'text/plain; charset=utf-8' };
}

/** The possible beginnings of a path: `HEAD`, a commit, `refs/heads/x`, or the short name of a branch or tag, slashes included. */
function* refsOf(repo: Repository, segments: string[]): Generator<{ ref: string; sha: string; rest: string }> {
  for (let count = 1; count < segments.length; count++) {
    const ref = segments.slice(0, count).join('/');
    const rest = segments.slice(count).join('/');
    const candidates =
      ref === 'HEAD' ? [`refs/heads/${repo.defaultBranch}`] : [ref, `refs/heads/${ref}`, `refs/tags/${ref}`];
    for (const one of candidates) {
      const sha = repo.refs.get(one);
      if (sha !== undefined) yield { ref, sha, rest };
    }
    if (count === 1 && repo.objects.findCommit(ref) !== undefined) yield { ref, sha: ref, rest };
    const pull = /^refs\/pull\/(\d+)\/head$/.exec(ref);
    const found = pull && repo.issues.find((one) => one.number === Number(pull[1]))?.pull;
    if (found) yield { ref, sha: found.headSha, rest };
  }
}

function signedFile(room: Room, [kind = '', id = '']: string[]): Reply {
  const { repositories } = room.world;
  if (kind === 'logs') {
    const job = repositories
      .flatMap((repo) => repo.runs.flatMap((run) => run.jobs))
      .find((one) => one.id === Number(id));
    // The log of a job that still runs is not stored yet.
    if (job?.run.logs && job.status === 'completed') return raw(job.log, 'text/plain; charset=utf-8');
    return {
      status: 404,
      raw: '<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.</Message></Error>',
      contentType: 'application/xml',
    };
  }
  if (kind === 'run-logs') {
    const run = repositories.flatMap((repo) => repo.runs).find((one) => one.id === Number(id));
    const logs = run?.jobs.map((job, index): [string, string] => [`${index}_${job.name}.txt`, job.log]) ?? [];
    if (run?.logs) return raw(zip(Object.fromEntries(logs)), 'application/zip');
  }
  if (kind === 'artifacts') {
    const artifacts = repositories.flatMap((repo) => repo.runs.flatMap((run) => run.artifacts));
    const artifact = artifacts.find((one) => one.id === Number(id));
    if (artifact !== undefined) return raw(artifact.bytes, 'application/zip');
  }
  if (kind === 'assets') {
    const assets = repositories.flatMap((repo) => repo.releases.flatMap((release) => release.assets));
    const asset = assets.find((one) => one.id === Number(id));
    if (asset !== undefined) return raw(asset.bytes, asset.contentType);
  }
  return { status: 404, raw: 'The specified resource does not exist.', contentType: 'text/plain' };
}
