import { ToolError, type Block, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { countInvisible } from '../../present/invisible.ts';
import { listed } from '../../present/listed.ts';
import { pickOne } from '../../present/pick.ts';
import { count, facts, fencedFile, known, link, plain, quoted } from '../../present/text.ts';
import { followedLink, linkedTo } from './blob.ts';
import { decode, type Decoded } from './decode.ts';
import type { At } from './entry.ts';
import { isLfsPointer } from './lfs.ts';
import { lineEnds } from './line-ends.ts';
import { isShown, mediaType } from './media-type.ts';
import { missingFile, otherDefault } from './missing.ts';

export interface Wanted extends At {
  /** 1-based, included. */
  first?: number | undefined;
  last?: number | undefined;
  fields?: readonly string[] | undefined;
}

/** Bytes of a file that are fetched to show a part of it. */
const mostText = 20_000_000;
/** Bytes of a binary file that is handed over whole. */
const mostBinary = 1_000_000;

/** A file or folder of a repository, as an answer. */
export async function readFile(github: GitHub, wanted: Wanted, call: Call): Promise<string | Block[]> {
  const { first = 1, last = Infinity } = wanted;
  if (first > last) throw new ToolError('invalid', `start_line ${first} is after end_line ${last}.`);
  const { data, at, note } = await contentAt(github, wanted, call);
  const where = `${plain(at.path) || '/'}${at.ref === undefined ? '' : ` at ${plain(at.ref)}`}${note}`;
  if (Array.isArray(data)) return folder(data, where, at, call.budget);
  if (at.fields !== undefined) return pickOne(data, at.fields, call.budget);
  if (data.type === 'symlink')
    return `[${where}: symbolic link to ${quoted('target' in data ? data.target : '')}; not followed; sha ${known(data.sha)}]`;
  if (data.type === 'submodule')
    return `[${where}: submodule at commit ${data.sha} of ${link('submodule_git_url' in data ? data.submodule_git_url : '')}]`;
  const { sha, size } = data;
  const inline =
    'content' in data && data.encoding === 'base64' && typeof data.content === 'string'
      ? Buffer.from(data.content, 'base64')
      : undefined;
  const { body, cut } = inline === undefined ? await raw(github, at, call) : { body: inline, cut: false };
  const target = cut
    ? undefined
    : await followedLink(github, { owner: at.owner, repo: at.repo, sha, gitUrl: data.git_url, bytes: body }, call);
  return shown(body, { where, sha, size: cut ? size : body.length, cut, target, wanted: at, budget: call.budget });
}

/** The content at a path. A `main` that the repository does not have is read as its default branch, and said so. */
async function contentAt(github: GitHub, wanted: Wanted, call: Call) {
  try {
    return { ...(await github.rest.repos.getContent(addressOf(wanted), call)), at: wanted, note: '' };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    const ref = await otherDefault(github, wanted, call).catch(unknown);
    if (ref === undefined) throw await missingFile(github, wanted, error, call);
    const at = { ...wanted, ref };
    const note = `; ${plain(wanted.ref)} does not exist, this is the default branch`;
    try {
      return { ...(await github.rest.repos.getContent(addressOf(at), call)), at, note };
    } catch (again) {
      if (!(again instanceof ToolError) || again.code !== 'not_found') throw again;
      throw await missingFile(github, at, again, call);
    }
  }
}

function unknown(error: unknown): undefined {
  if (error instanceof ToolError) return undefined;
  throw error;
}

interface Entry {
  type: string;
  name: string;
  size: number;
  sha: string;
  git_url: string | null;
  download_url: string | null;
}

function folder(data: readonly Entry[], where: string, { fields }: Wanted, budget: number): string {
  return listed(
    {
      items: [...data].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
      one: 'entry',
      many: 'entries',
      note: `${where}${data.length >= 1_000 ? ', cut by GitHub at 1,000: use get_repository_tree' : ''}`,
      line: entryLine,
      fields,
    },
    budget,
  );
}

const rank = ({ type }: Entry) => (type === 'dir' ? 0 : 1);

function entryLine(entry: Entry): string {
  const { type, name, size, sha } = entry;
  if (type === 'dir') return `${plain(name)}/`;
  if (type === 'submodule' || isSubmodule(entry)) return `${plain(name)} (submodule at ${sha.slice(0, 12)})`;
  return type === 'file'
    ? facts([plain(name), `${size ?? 0}`], ' ')
    : `${plain(name)} (${plain(type) || 'unknown type'})`;
}

/** In a listing GitHub gives submodules the type of files; they have a tree and nothing to download. */
const isSubmodule = ({ download_url, git_url }: Entry): boolean =>
  download_url === null && (git_url === null || git_url.includes('/git/trees/'));

const addressOf = ({ owner, repo, path, ref }: At) => ({ owner, repo, path, ref });

/** Fetches a file of more than 1 MB, which GitHub leaves out of its JSON. */
const raw = (github: GitHub, at: At, call: Call) =>
  github.rest.repos.getContent(addressOf(at), call, {
    accept: 'application/vnd.github.raw+json',
    keeping: { most: mostText, over: 'head' },
  });

interface About {
  where: string;
  sha: string;
  size: number;
  cut: boolean;
  /** Of a symbolic link that GitHub followed. */
  target: string | undefined;
  wanted: Wanted;
  budget: number;
}

function shown(bytes: Buffer, about: About): string | Block[] {
  const { where, sha, size, cut, target, wanted } = about;
  const mimeType = mediaType(bytes, wanted.path);
  const decoded = decode(bytes, { cut, mayGuess: mimeType === undefined });
  if (decoded !== undefined) return shownText(decoded, about);
  const facts = [`${mimeType ?? 'binary file'}, ${size.toLocaleString('en-US')} bytes, blob sha ${known(sha)}`];
  if (target !== undefined) facts.push(`${linkedTo(target)}; these are the bytes of that file`);
  const head = `[${where}: ${facts.join(', ')}]`;
  if (size > mostBinary) return `${head}\nToo large to hand over; clone the repository to have it.`;
  const data = bytes.toString('base64');
  if (mimeType !== undefined && isShown(mimeType))
    return [
      { type: 'text', text: head },
      { type: 'image', mimeType, data },
    ];
  const uri = `repo://${wanted.owner}/${wanted.repo}/contents/${wanted.path}`;
  return [
    { type: 'text', text: head },
    { type: 'resource', uri, mimeType: mimeType ?? 'application/octet-stream', data },
  ];
}

function shownText({ text, encoding }: Decoded, { where, sha, size, cut, target, wanted, budget }: About): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const first = wanted.first ?? 1;
  if (first > Math.max(lines.length, 1))
    throw new ToolError('invalid', `${wanted.path} has ${count(lines.length, 'line')}; line ${first} does not exist.`);
  const last = Math.min(wanted.last ?? lines.length, lines.length);
  let room = budget - 600;
  let end = first - 1;
  while (end < last && room - (lines[end]?.length ?? 0) - 1 >= 0) room -= (lines[end++]?.length ?? 0) + 1;
  const long = end < first && last >= first;
  const part = long ? (lines[first - 1] ?? '').slice(0, budget - 600) : lines.slice(first - 1, end).join('\n');
  const until = long ? first : end;
  const whole = first === 1 && until === lines.length && !long && !cut;
  const hidden = countInvisible(part);
  const head = facts(
    [
      `${where}: ${whole ? count(lines.length, 'line') : `lines ${first}-${until} of ${cut ? 'more than ' : ''}${lines.length.toLocaleString('en-US')}`}`,
      `${size.toLocaleString('en-US')} bytes`,
      `blob sha ${known(sha)}`,
      target !== undefined && `${linkedTo(target)}; this is the text of that file`,
      encoding,
      lineEnds(text) !== 'LF' && lineEnds(text),
      whole && text !== '' && !text.endsWith('\n') && 'no line end at the end',
      hidden > 0 && `${count(hidden, 'invisible character')}, written as ⟦U+…⟧`,
      isLfsPointer(text) && 'a Git LFS pointer: the file itself is stored elsewhere',
      long && `line ${first} is CUT at the output limit`,
      until < last && `CUT, continue with start_line=${until + 1}`,
    ],
    ', ',
  );
  return part === '' ? `[${head}]` : `[${head}]\n${fencedFile(part)}`;
}
