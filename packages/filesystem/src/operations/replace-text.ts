import { missing, replaceFile, ToolError, type Confined, type Folder, type Job } from '@mcp-reference/kit/sandbox';
import { unifiedDiff } from '../present/diff.ts';
import { bomLength } from '../files/text/byte-order-marks.ts';
import { detectEncoding } from '../files/text/detect-encoding.ts';
import { canonicalEncoding, decode } from '../files/text/encoding.ts';
import { toLf } from '../files/text/line-ends.ts';
import { composed, hasForms } from '../files/text/normal-forms.ts';
import { rewritten } from '../files/text/rewrite.ts';
import { assertLength, splice } from '../files/text/splice.ts';
import { hashOf } from '../files/hash.ts';
import { recordWrite } from '../files/journal.ts';
import { detectorFor, type Steps } from '../files/detect.ts';
import { filesBelow, type FileBelow, type FilesBelow, type Passed } from '../files/search/files-below.ts';
import type { PatternOptions } from '../files/search/pattern.ts';
import { replacer, type Replacement, type Replacer } from '../files/search/replacer.ts';
import { shownName } from '../files/shown.ts';
import { sweepOnce } from './write.ts';

export interface ReplaceTextParams extends PatternOptions, Omit<FilesBelow, 'after'> {
  pattern: string;
  /** Taken literally with `literal`; otherwise `$1` stands for a group. */
  replacement: string;
  encoding?: string | undefined;
  /** True to show the diffs, and not only a count for each file. */
  diff: boolean;
  dryRun: boolean;
  /** Characters. */
  budget: number;
}

export interface ReplacedText {
  replacements: number;
  files: number;
  /** A line for each file, and its diff as far as the budget allows. */
  lines: string[];
  /** Files that have no line because the budget was used up. */
  unlisted: number;
  /** Files that could not be changed, with the reason. */
  failed: string[];
  /** The number of further ones. */
  moreFailed: number;
  /** Files that are not text. */
  binary: number;
  ignored: number;
  unreadable: number;
  overdue: boolean;
}

/** Larger files are left unchanged, and the answer names them. */
const maxFile = 32 * 1024 * 1024;
/** The share of the answer that one file's diff may take, as a divisor. */
const diffShare = 8;
const mostFailed = 20;

/** Replaces in one file or in all below a folder, each in one step; what does not match keeps its bytes. */
export function* replaceText(fs: Confined, params: ReplaceTextParams, job: Job): Steps<ReplacedText> {
  const pattern = hasForms(params.pattern) ? params.pattern.normalize('NFC') : params.pattern;
  const replace = replacer(pattern, params.replacement, params);
  const passed: Passed = { ignored: 0, unreadable: 0 };
  const result: ReplacedText = {
    replacements: 0,
    files: 0,
    lines: [],
    unlisted: 0,
    failed: [],
    moreFailed: 0,
    binary: 0,
    overdue: false,
    ...passed,
  };
  let room = params.budget;
  for (const file of filesOf(fs, params, job, passed)) {
    if (file === undefined) {
      yield;
      continue;
    }
    if (job.overdue()) {
      result.overdue = true;
      break;
    }
    try {
      const change = yield* changeIn(file, replace, params, job);
      if (change === 'binary') result.binary++;
      if (change === undefined || change === 'binary') continue;
      result.replacements += change.count;
      result.files++;
      const line = described(file.shown, change, params, room);
      if (line === undefined) result.unlisted++;
      else {
        room -= line.length + 1;
        result.lines.push(line);
      }
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (result.failed.length < mostFailed) result.failed.push(`${file.shown}: ${error.message}`);
      else result.moreFailed++;
    }
  }
  return { ...result, ...passed };
}

function filesOf(fs: Confined, params: ReplaceTextParams, job: Job, passed: Passed): Iterable<FileBelow | undefined> {
  const { folder, name, stat } = fs.follow(params.path);
  if (stat === undefined) throw missing(params.path);
  if (name === undefined || stat.kind !== 'file') return filesBelow(fs, params, job, passed);
  return [{ path: name, shown: shownName(params.path), folder, name }];
}

interface Change {
  before: string;
  after: string;
  count: number;
}

function described(shown: string, change: Change, params: ReplaceTextParams, room: number): string | undefined {
  const line = `${shown}\t${change.count}`;
  if (line.length > room) return undefined;
  if (!params.diff) return line;
  const { text } = unifiedDiff([shown, shown], change.before, change.after, {
    context: 0,
    maxChars: Math.ceil(params.budget / diffShare),
  });
  return text.length <= room ? text.trimEnd() : line;
}

function* changeIn(
  { folder, name, shown }: FileBelow,
  replace: Replacer,
  { dryRun, encoding: asked, pattern }: ReplaceTextParams,
  job: Job,
): Steps<Change | 'binary' | undefined> {
  for (let attempt = 1; ; attempt++) {
    const found = yield* lookIn(folder, name, shown, { replace, asked, anyForm: hasForms(pattern) });
    if (found === undefined || found === 'binary') return found;
    const { stat, bytes, bomBytes, encoding, change } = found;
    if (dryRun) return change;
    sweepOnce(folder, job);
    const body = rewritten(bytes.subarray(bomBytes), change.before, change.after, encoding, shown);
    try {
      const after = Buffer.concat([bytes.subarray(0, bomBytes), body]);
      replaceFile(folder, name, stat, after);
      recordWrite(folder, name, bytes, hashOf(after), stat.modified);
      return change;
    } catch (error) {
      // Another program changed it meanwhile: what it wrote is looked at again.
      if (!(error instanceof ToolError) || error.reason !== 'changed' || attempt === 5) throw error;
    }
  }
}

function* lookIn(
  folder: Folder,
  name: string,
  shown: string,
  { replace, asked, anyForm }: { replace: Replacer; asked: string | undefined; anyForm: boolean },
) {
  const file = folder.open(name);
  const stat = file.stat();
  const bytes = file.readAll(maxFile, 'replace_text changes no larger files');
  file.close();
  if (asked === undefined && replace.required && !bytes.includes(0) && !bytes.includes(replace.required))
    return undefined;
  yield* detectorFor(bytes, asked);
  const detected =
    asked === undefined
      ? detectEncoding(bytes, { complete: true })
      : { encoding: canonicalEncoding(asked), bomBytes: bomLength(bytes, canonicalEncoding(asked)) };
  // What is not text has no text to replace.
  if (detected === undefined) return 'binary' as const;
  const { encoding, bomBytes } = detected;
  const before = decode(bytes.subarray(bomBytes), encoding, shown);
  const lf = replace.raw ? before : toLf(before);
  const replacements = anyForm ? inAnyForm(lf, replace) : replace.all(lf);
  if (replacements.length === 0) return undefined;
  const after = replace.raw ? spliceRaw(before, replacements) : splice(before, replacements);
  if (after === before) return undefined;
  return { stat, bytes, bomBytes, encoding, change: { before, after, count: replacements.length } };
}

/** Finds what {@link searchText} finds, which looks at the composed form of a text; positions are those in the text as it is. */
function inAnyForm(lf: string, replace: Replacer): Replacement[] {
  const { text, before, asBefore } = composed(lf);
  return replace.all(text).map(({ start, end, put }) => {
    const from = before(start);
    return { start: from, end: before(end), put: asBefore(put) };
  });
}

/** The pattern names line ends itself: then its replacement is taken as it is. */
function spliceRaw(text: string, replacements: readonly { start: number; end: number; put: string }[]): string {
  const parts: string[] = [];
  let [copied, length] = [0, text.length];
  for (const { start, end, put } of replacements) {
    length += put.length - (end - start);
    assertLength(length);
    parts.push(text.slice(copied, start), put);
    copied = end;
  }
  return parts.join('') + text.slice(copied);
}
