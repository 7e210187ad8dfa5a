import type { Meaning } from './xml-text.ts';

/** Meanings of elements by their local names; a fallback repeats what is before it for older programs. */
export const wordMeaning = (name: string): Meaning =>
  (
    {
      t: 'text',
      p: 'block',
      tc: 'tab',
      tab: 'tab',
      br: 'break',
      cr: 'break',
      instrText: 'skip',
      delText: 'skip',
      Fallback: 'skip',
    } as const
  )[name];
export const slideMeaning = (name: string): Meaning =>
  ({ t: 'text', p: 'block', br: 'break', Fallback: 'skip' } as const)[name];
export const openMeaning = (name: string): Meaning =>
  (
    {
      p: 'block',
      h: 'block',
      'table-row': 'block',
      'table-cell': 'tab',
      tab: 'tab',
      s: 'space',
      'line-break': 'break',
      annotation: 'skip',
      scripts: 'skip',
    } as const
  )[name];
export const pageMeaning = (name: string): Meaning =>
  /^(p|h[1-6]|li|div|tr|title|blockquote|pre)$/.test(name)
    ? 'block'
    : /^(script|style|head)$/.test(name)
      ? 'skip'
      : name === 'br'
        ? 'break'
        : name === 'td'
          ? 'cell'
          : undefined;
