import { facts, minute, plain, quoted } from './text.ts';

export interface ACheck {
  id: number | bigint | string;
  name: string;
  status: string;
  conclusion: string | null;
  completed_at?: string | null;
  output: { title: string | null; annotations_count: number };
  app: { slug?: string } | null;
}

/** `failure build by github-actions; "2 errors"; 2 annotations; id 7` */
export const checkLine = ({ id, name, status, conclusion, completed_at, output, app }: ACheck): string =>
  facts([
    `${conclusion ?? status} ${plain(name)}${app?.slug ? ` by ${plain(app.slug)}` : ''}`,
    output.title && quoted(output.title),
    output.annotations_count > 0 && `${output.annotations_count} annotations (actions_get get_check_run_annotations)`,
    completed_at && minute(completed_at),
    `id ${id}`,
  ]);
