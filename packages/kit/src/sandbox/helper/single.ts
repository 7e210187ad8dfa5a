import { systemError } from './backend.ts';

/** A name of one entry, which cannot lead elsewhere. @throws EINVAL for every other. */
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
