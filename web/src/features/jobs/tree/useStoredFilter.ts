/** How the tree is shown, remembered in the browser: the marks of its filter, and its order. */

import { useState } from 'react';
import { type FilterMark, readMarks } from './treeFilter';
import type { SortBy } from './treeIndex';

const MARKS = 'millrace_tree_marks';
const SORT = 'millrace_tree_sort';

export function useStoredFilter() {
  const [marks, setMarks] = useState(() => readMarks(localStorage.getItem(MARKS)));
  const [sort, setSort] = useState<SortBy>(() => (localStorage.getItem(SORT) === 'changed' ? 'changed' : 'name'));
  return {
    marks,
    sort,
    setMarks: (next: ReadonlySet<FilterMark>) => {
      setMarks(next);
      localStorage.setItem(MARKS, [...next].join(','));
    },
    setSort: (next: SortBy) => {
      setSort(next);
      localStorage.setItem(SORT, next);
    },
  };
}
