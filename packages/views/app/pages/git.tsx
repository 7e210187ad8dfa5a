import { show } from '../lib/page.tsx';
import { HistoryView } from '../views/history.tsx';
import { StageView } from '../views/stage.tsx';

void show([
  { key: 'patch', view: StageView },
  { key: 'commits', view: HistoryView },
]);
