import type { VNode } from 'preact';
import { show, type ViewProps } from '../lib/page.tsx';
import { BoardView, type ListData } from '../views/board.tsx';
import { ReviewView, ThreadsView } from '../views/review.tsx';
import { JobsView, RunsView } from '../views/run.tsx';

const lists = { issue: BoardView, thread: ThreadsView, run: RunsView, job: JobsView };

/** A list, by the kind of its items. */
function ListView(props: ViewProps<ListData<never>>): VNode {
  const View = lists[props.data.kind as keyof typeof lists];
  return View === undefined ? <pre>{JSON.stringify(props.data.items, undefined, 2)}</pre> : <View {...props} />;
}

void show([
  { key: 'changes', view: ReviewView },
  { key: 'items', view: ListView },
]);
