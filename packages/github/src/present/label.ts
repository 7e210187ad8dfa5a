import { facts, plain, quoted } from './text.ts';

/** `bug; color d73a4a; "Something is broken"` */
export const labelLine = ({
  name,
  color,
  description,
}: {
  name: string;
  color?: string;
  description?: string | null;
}): string => facts([plain(name), color && `color ${color}`, description && quoted(description)]);
