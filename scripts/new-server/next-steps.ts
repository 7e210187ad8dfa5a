import type { Kind } from '../packages.ts';

/** The arguments with which a new server starts, relative to its folder. */
export function firstArguments(kind: Kind, folder: string): string {
  return { api: ' --url https://api.example.com/v1', minimal: '', files: ` --folder ${folder}sample` }[kind];
}

export function afterRepository(folder: string, kind: Kind): string {
  return `
${folder} is a repository with a server that works. Next:
  its tests    cd ${folder} && npm install && npm test
  a look       npx @modelcontextprotocol/inspector node dist/main.mjs${firstArguments(kind, '')}
  make it yours: README.md says how, and how to add it to a host and publish it; begin with src/server.ts
`;
}
