/** A commit as the graph needs it. */
export interface Node {
  hash: string;
  parents?: readonly string[];
}

/** One row of the graph: the column of its commit, and the lines through it as columns at the top and the bottom. */
export interface Row {
  column: number;
  /** Lines that pass or end in the commit (`into`), and lines that begin in it (`outOf`). */
  passing: [top: number, bottom: number][];
  into: number[];
  outOf: number[];
  width: number;
}

/** Places commits, newest first, in columns such that lines of descent do not share one. */
export function lanes(commits: readonly Node[]): Row[] {
  let active: (string | undefined)[] = [];
  return commits.map(({ hash, parents = [] }) => {
    const before = [...active];
    let column = before.indexOf(hash);
    if (column === -1) column = free(before);
    const after = before.map((wanted) => (wanted === hash ? undefined : wanted));
    after[column] = undefined;
    const outOf = parents.map((parent, index) => {
      const known = after.indexOf(parent);
      if (known !== -1) return known;
      const place = index === 0 ? column : free(after);
      after[place] = parent;
      return place;
    });
    while (after.length > 0 && after.at(-1) === undefined) after.pop();
    active = after;
    const passing = before.flatMap((wanted, at): [number, number][] =>
      wanted === undefined || wanted === hash ? [] : [[at, at]],
    );
    const into = before.flatMap((wanted, at) => (wanted === hash ? [at] : []));
    return { column, passing, into, outOf, width: Math.max(before.length, after.length, column + 1) };
  });
}

function free(columns: readonly (string | undefined)[]): number {
  const gap = columns.indexOf(undefined);
  return gap === -1 ? columns.length : gap;
}
