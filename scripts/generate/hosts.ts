import { hosts, type Host } from '../../packages/kit/src/setup/hosts/index.ts';
import { thisMachine } from '../../packages/kit/src/setup/machine.ts';

/** Returns the table of the hosts that --install knows. */
export function hostTable(): string {
  const machine = { ...thisMachine(), platform: 'linux' as const, home: '~', cwd: '.', env: {}, exists: () => false };
  const rows = Object.entries(hosts)
    .toSorted(([, a], [, b]) => a.title.localeCompare(b.title))
    .map(([key, host]: [string, Host]) => {
      const project =
        host.project === undefined ? '' : `\`${host.project.path.join('/')}\`${tried(host.projectVerified)}`;
      const user = `\`${host.file(machine)}\`${tried(host.verified)}`;
      return `| [${host.title}](${host.source}) | \`${key}\` | ${user} | ${project} |`;
    });
  return ['| host | name | user (on Linux) | project |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const tried = (date: string | undefined): string => (date === undefined ? '' : `, tried ${date}`);

/** Returns the table of what hosts were seen to do with a server. */
export function hostFacts(): string {
  const rows = Object.values(hosts).flatMap(
    ({ title, client, passesAll, withholds, mostTools, startsWithin }: Host) => {
      if (client === undefined) return [];
      const variables = passesAll ? (withholds === undefined ? 'all' : 'all but tokens and secrets') : 'the basic ones';
      const protocol = `${client.discovers ? '2026-07-28, else ' : ''}${client.protocolVersion}`;
      const cells = [
        title,
        `\`${client.name}\``,
        protocol,
        client.hasRoots ? 'yes' : 'no',
        client.asks ? 'yes' : 'no',
        variables,
        startsWithin === undefined ? '' : `${startsWithin} s`,
        mostTools === undefined ? '' : String(mostTools),
      ];
      return [`| ${cells.join(' | ')} |`];
    },
  );
  return [
    '| host | client name | protocol | roots | asks users | variables passed on | waits | tools |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
