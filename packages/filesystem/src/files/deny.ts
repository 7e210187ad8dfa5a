import os from 'node:os';
import { ToolError, visible, type HidingOptions, type PatternList } from '@mcp-reference/kit/sandbox';
import { glob, type Matcher } from './search/glob.ts';

/** The options of the command line for hidden files, as passed on to the helper. */
export interface DenyOptions {
  /** Patterns in the form of gitignore(5). */
  patterns: readonly string[];
  /** Hide files that usually hold secrets. */
  secrets: boolean;
}

/** Hides files and folders in the allowed folder that it is in. */
export const listName = '.mcpignore';

/** Files that usually hold secrets, by their usual names. */
const secretPatterns = `
.env
.env.*
*.env
!.env.example
!.env.sample
!.env.template
.envrc
*.pem
*.key
*.p12
*.pfx
*.ppk
*.jks
*.keystore
*.kdbx
*.ovpn
id_rsa*
id_dsa*
id_ecdsa*
id_ed25519*
!*.pub
.ssh/
.gnupg/
.aws/
.azure/
.kube/
.config/gcloud/
.config/gh/
.docker/config.json
.npmrc
.yarnrc.yml
.pypirc
.netrc
_netrc
.git-credentials
.pgpass
.my.cnf
.htpasswd
.vault-token
.terraformrc
*.tfvars
*.tfvars.json
*.tfstate
*.tfstate.*
credentials.json
client_secret*.json
service-account*.json
secrets.yml
secrets.yaml
secrets.json
`;

const mostPatterns = 5_000;

interface Rule {
  hides: boolean;
  matches: Matcher;
}

/**
 * Reads patterns in the form of gitignore(5). Unlike there, case and Unicode form never count and a trailing slash is
 * no condition: what a file system may take for a hidden name is hidden.
 * @throws ToolError `invalid` for a pattern that cannot be used
 */
export function readPatterns(text: string): PatternList {
  const rules = text.split(/\r?\n/).flatMap((line) => ruleOf(line.replace(/(?<!\\)\s+$/, '')) ?? []);
  if (rules.length > mostPatterns) throw new ToolError('invalid', `There are more than ${mostPatterns} patterns.`);
  return (path) => rules.findLast(({ matches }) => matches(path))?.hides === true;
}

function ruleOf(line: string): Rule | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const hides = !line.startsWith('!');
  const pattern = fold((hides ? line : line.slice(1)).replace(/\/+$/, ''));
  const plain = pattern.replace(/^\/+/, '');
  if (plain === '') return undefined;
  // git's patterns escape with a backslash on every system.
  const matches = glob(plain, 'linux');
  // A pattern with a slash in it, other than at its end, is anchored to the folder of the list.
  const isTop = pattern.startsWith('/') && !plain.includes('/');
  return { hides, matches: isTop ? (path) => !path.includes('/') && matches(path) : matches };
}

/**
 * Brings a name or pattern into one form: file systems ignore case, Unicode forms or characters without a glyph, each
 * in its own way.
 */
export function fold(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return plain.toUpperCase().toLowerCase().normalize('NFC');
}

const isAbsolute = (pattern: string): boolean => /^!?(?:\/|[A-Za-z]:[/\\])/.test(pattern);

/** Returns patterns of the command line with `/` between names and the home folder for `~`. */
function asWritten(pattern: string, platform: NodeJS.Platform): string {
  const home = pattern.replace(/^(!?)~(?=[/\\]|$)/, (_, not: string) => not + os.homedir());
  return platform === 'win32' ? home.replaceAll('\\', '/') : home;
}

/** Returns the rules that the sandbox hides files by. */
export function hidingOf({ patterns, secrets }: DenyOptions, platform = process.platform): HidingOptions {
  const given = patterns.map((pattern) => asWritten(pattern, platform));
  const lists = [given.join('\n'), secrets ? secretPatterns : '']
    .filter((text) => text.trim() !== '')
    .map(readPatterns);
  const absolute = given.filter(isAbsolute).join('\n');
  return {
    read: readPatterns,
    listName,
    everywhere: lists.length === 0 ? undefined : (path) => lists.some((list) => list(path)),
    absolute: absolute === '' ? undefined : readPatterns(absolute),
    fold,
  };
}

/** Writes the options as an argument of the helper. @throws ToolError for a pattern that cannot be used */
export function denyFlag(options: DenyOptions): string {
  for (const pattern of options.patterns) {
    try {
      readPatterns(asWritten(pattern, process.platform));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      throw new ToolError('invalid', `--deny "${visible(pattern)}": ${error.message}`, { cause: error });
    }
  }
  return `--deny=${JSON.stringify(options)}`;
}

/** Reads {@link denyFlag} from a command line. */
export function denyOptions(argv: readonly string[]): DenyOptions {
  const flag = argv.find((one) => one.startsWith('--deny='));
  if (flag === undefined) throw new Error('The helper needs --deny.');
  return JSON.parse(flag.slice('--deny='.length)) as DenyOptions;
}
