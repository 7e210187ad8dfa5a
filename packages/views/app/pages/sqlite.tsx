import { show } from '../lib/page.tsx';
import { EffectView } from '../views/change.tsx';
import { ChartView } from '../views/chart.tsx';
import { SchemaView } from '../views/schema.tsx';
import { TableView } from '../views/table.tsx';

void show([
  { key: 'columns', view: TableView },
  { key: 'report', view: EffectView },
  { key: 'series', view: ChartView },
  { key: 'tables', view: SchemaView },
]);
