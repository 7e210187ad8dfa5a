import { type Call, type Handlers, list, user, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { found, invalid, notFound } from '../refusal.ts';
import { Fields, isObject, type JsonObject } from '../json.ts';
import type { Gist } from '../world/types-talk.ts';
import { newGist } from '../world/gists.ts';
import { userView } from './views/accounts.ts';

export const gists: Handlers = {
  'GET /gists': (call) => {
    const me = call.viewer;
    return page(
      call,
      call.world.gists.filter((gist) => (me === null ? gist.public : gist.owner === me)),
    );
  },
  'GET /gists/public': (call) =>
    page(
      call,
      call.world.gists.filter((gist) => gist.public),
    ),
  'GET /users/{username}/gists': (call) => {
    const owner = user(call);
    return page(
      call,
      call.world.gists.filter((gist) => gist.owner === owner && gist.public),
    );
  },
  'POST /gists': (call) => {
    const me = viewer(call);
    const files = new Map(sentFiles(call).map(({ name, content }) => [name, content ?? '']));
    if (files.size === 0) throw invalid('Gist', 'files', 'missing_field');
    const isPublic = String(call.body.flag('public') ?? call.body.text('public') ?? false) === 'true';
    return created(gistView(call, newGist(call.world, me, call.body.text('description') ?? null, isPublic, files)));
  },
  'GET /gists/{gist_id}': (call) => ok(gistView(call, gist(call))),
  'PATCH /gists/{gist_id}': (call) => {
    const held = own(call);
    held.description = call.body.text('description') ?? held.description;
    for (const { name, content, renamed, gone } of sentFiles(call)) {
      const text = content ?? held.files.get(name) ?? '';
      held.files.delete(name);
      if (!gone) held.files.set(renamed, text);
    }
    if (held.files.size === 0) throw invalid('Gist', 'files', 'missing');
    held.updatedAt = call.world.now();
    return ok(gistView(call, held));
  },
  'DELETE /gists/{gist_id}': (call) => {
    call.world.gists.splice(call.world.gists.indexOf(own(call)), 1);
    return noContent();
  },
};

function page(call: Call, all: Gist[]) {
  const since = call.query.text('since');
  const recent = all.filter((gist) => since === undefined || Date.parse(gist.updatedAt) >= Date.parse(since));
  return list(call, recent.toReversed(), (gist) => gistView(call, gist, false));
}

interface SentFile {
  name: string;
  /** Undefined leaves the contents as they are. */
  content: string | undefined;
  renamed: string;
  /** A file that is null, or empty of everything, goes. */
  gone: boolean;
}

function sentFiles({ body }: Call): SentFile[] {
  return Object.entries(body.object('files')?.all ?? {}).map(([name, value]) => {
    const fields = new Fields(isObject(value) ? value : {});
    const [content, filename] = [fields.text('content'), fields.text('filename')];
    return { name, content, renamed: filename ?? name, gone: content === undefined && filename === undefined };
  });
}

const gist = (call: Call): Gist => found(call.world.gists.find(({ name }) => name === call.path.text('gist_id')));

function own(call: Call): Gist {
  const held = gist(call);
  if (held.owner !== viewer(call)) throw notFound();
  return held;
}

function gistView(call: Call, held: Gist, whole = true): JsonObject {
  const url = `${call.url}/gists/${held.name}`;
  const files = [...held.files].map(([filename, content]): [string, JsonObject] => [
    filename,
    {
      filename,
      type: 'text/plain',
      language: filename.endsWith('.md') ? 'Markdown' : 'Text',
      raw_url: `https://gist.githubusercontent.com/${held.owner.login}/${held.name}/raw/${encodeURIComponent(filename)}`,
      size: Buffer.byteLength(content),
      ...(whole && { truncated: false, content, encoding: 'utf-8' }),
    },
  ]);
  return {
    url,
    forks_url: `${url}/forks`,
    commits_url: `${url}/commits`,
    id: held.name,
    node_id: held.nodeId,
    git_pull_url: `https://gist.github.com/${held.name}.git`,
    git_push_url: `https://gist.github.com/${held.name}.git`,
    html_url: `https://gist.github.com/${held.owner.login}/${held.name}`,
    files: Object.fromEntries(files),
    public: held.public,
    created_at: held.createdAt,
    updated_at: held.updatedAt,
    description: held.description,
    comments: held.comments,
    comments_enabled: true,
    comments_url: `${url}/comments`,
    user: null,
    owner: userView(call.url, held.owner),
    truncated: false,
  };
}
