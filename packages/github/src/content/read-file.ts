import { ToolError, type Block, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { countInvisible } from '../present/invisible.ts';
import { listed } from '../present/listed.ts';
import { count, facts, fenced, plain } from '../present/text.ts';
import type { At } from './entry.ts';
import { imageType } from './image-type.ts';

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
  const data = await github.content(wanted, call);
  const where = `${plain(wanted.path) || '/'}${wanted.ref === undefined ? '' : ` at ${plain(wanted.ref)}`}`;
  if (Array.isArray(data)) {
    return listed(
      {
        items: [...data].sort(
          (a, b) => (a.type === 'dir' ? 0 : 1) - (b.type === 'dir' ? 0 : 1) || (a.name < b.name ? -1 : 1),
        ),
        one: 'entry',
        many: 'entries',
        note: `${where}${data.length >= 1_000 ? ', cut by GitHub at 1,000: use get_repository_tree' : ''}`,
        line: ({ type, name, size }) =>
          type === 'dir' ? `${plain(name)}/` : type === 'file' ? `${plain(name)} ${size}` : `${plain(name)} (${type})`,
        fields: wanted.fields,
      },
      call.budget,
    );
  }
  if (data.type === 'symlink')
    return `[${where}: symbolic link to ${plain('target' in data ? data.target : '')}; not followed; sha ${data.sha}]`;
  if (data.type === 'submodule')
    return `[${where}: submodule at commit ${data.sha} of ${plain('submodule_git_url' in data ? data.submodule_git_url : '')}]`;
  const { sha, size } = data;
  const inline = 'content' in data && data.encoding === 'base64' ? Buffer.from(data.content, 'base64') : undefined;
  const { body, cut } = inline === undefined ? await raw(github, wanted, call) : { body: inline, cut: false };
  return shown(body, { where, sha, size, cut, wanted, budget: call.budget });
}

/** What GitHub leaves out of its answer because it has more than 1 MB. */
function raw(github: GitHub, { owner, repo, path, ref }: At, call: Call): Promise<{ body: Buffer; cut: boolean }> {
  return github.bytes(
    'GET /repos/{owner}/{repo}/contents/{path}',
    { owner, repo, path, ref },
    { accept: 'application/vnd.github.raw+json', keeping: { most: mostText, over: 'head' } },
    call,
  );
}

interface About {
  where: string;
  sha: string;
  size: number;
  cut: boolean;
  wanted: Wanted;
  budget: number;
}

function shown(bytes: Buffer, about: About): string | Block[] {
  const { where, sha, size, cut } = about;
  const text = textOf(bytes, cut);
  if (text !== undefined) return shownText(text, about);
  const mimeType = imageType(bytes);
  const head = `[${where}: ${mimeType ?? 'binary file'}, ${size.toLocaleString('en-US')} bytes, blob sha ${sha}]`;
  if (size > mostBinary) return `${head}\nToo large to hand over; clone the repository to have it.`;
  const data = bytes.toString('base64');
  return [
    { type: 'text', text: head },
    mimeType === undefined
      ? {
          type: 'resource',
          uri: `repo://${about.wanted.owner}/${about.wanted.repo}/contents/${about.wanted.path}`,
          mimeType: 'application/octet-stream',
          data,
        }
      : { type: 'image', mimeType, data },
  ];
}

/** The text, if the bytes are nothing else. */
function textOf(bytes: Buffer, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  // The end of what was cut may be half a character.
  const whole = cut ? bytes.subarray(0, bytes.lastIndexOf(10) + 1) : bytes;
  const text = whole.toString('utf8');
  return Buffer.from(text).equals(whole) ? text : undefined;
}

function shownText(text: string, { where, sha, size, cut, wanted, budget }: About): string {
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
      `blob sha ${sha}`,
      text.includes('\r\n') && 'CRLF',
      whole && text !== '' && !text.endsWith('\n') && 'no line end at the end',
      hidden > 0 && `${hidden} invisible characters, written as ⟦U+…⟧`,
      text.startsWith('version https://git-lfs.github.com/spec/') &&
        'a Git LFS pointer: the file itself is stored elsewhere',
      long && `line ${first} is CUT at the output limit`,
      until < last && `CUT, go on with start_line=${until + 1}`,
    ],
    ', ',
  );
  return part === '' ? `[${head}]` : `[${head}]\n${fenced(part)}`;
}
