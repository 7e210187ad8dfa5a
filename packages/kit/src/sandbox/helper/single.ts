import { systemError } from './backend.ts';

/**
 * Returns a name that cannot lead out of its folder.
 * @throws EINVAL for any other.
 */
export function single(name: string): string {
  if (
    name === '' ||
    name === '.' ||
    name === '..' ||
    /[/\0]/.test(name) ||
    (process.platform === 'win32' && name.includes('\\'))
  ) {
    throw systemError('EINVAL');
  }
  return name;
}
