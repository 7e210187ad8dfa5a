import { show } from '../lib/page.tsx';
import { EditView, ReplacementView } from '../views/change.tsx';
import { TreeView } from '../views/tree.tsx';
import { UsageView } from '../views/usage.tsx';

void show([
  { key: 'diff', view: EditView },
  { key: 'replacements', view: ReplacementView },
  { key: 'folders', view: UsageView },
  { key: 'entries', view: TreeView },
]);
