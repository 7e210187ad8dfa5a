import { facts, plain, quoted } from './text.ts';

/** `bug; colour d73a4a; "Something is broken"` */
export const labelLine = ({
  name,
  color,
  description,
}: {
  name: string;
  color?: string;
  description?: string | null;
}): string => facts([plain(name), color && `colour ${color}`, description && quoted(description)]);
