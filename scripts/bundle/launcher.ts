/** Places of Node when it is not on a desktop's PATH: the usual package managers and version managers. */
export const usualPlaces: readonly string[] = [
  '"$(command -v node)"',
  '/opt/homebrew/bin/node',
  '/usr/local/bin/node',
  '/usr/bin/node',
  '"$HOME"/.volta/bin/node',
  '"$HOME"/.nvm/versions/node/*/bin/node',
  '"$HOME"/.local/share/fnm/node-versions/*/installation/bin/node',
  '"$HOME/Library/Application Support/fnm/node-versions"/*/installation/bin/node',
  '"$HOME"/.local/share/mise/installs/node/*/bin/node',
  '"$HOME"/.asdf/installs/nodejs/*/bin/node',
];

/**
 * Returns a shell script that starts a bundle's program with the first Node that is new enough.
 * @param places shell words, which may contain patterns
 */
export function launcher(
  { title, program, oldest: [major, minor] }: { title: string; program: string; oldest: [number, number] },
  places: readonly string[] = usualPlaces,
): string {
  return `#!/bin/sh
# Starts ${title} with the Node of this computer, which need not be on the PATH of programs that a desktop starts.
fits='const [major, minor] = process.versions.node.split(".").map(Number);
process.exit(major > ${major} || (major === ${major} && minor >= ${minor}) ? 0 : 1)'
for node in ${places.join(' \\\n  ')}
do
  if [ -x "$node" ] && "$node" -e "$fits" 2>/dev/null </dev/null
  then exec "$node" "\${0%/*}/${program}" "$@"
  fi
done
echo "${title} needs Node ${major}.${minor} or newer, and none was found. Install it from https://nodejs.org and start the host again." >&2
exit 1
`;
}
