/** The tree, kept as it is on the server: rows of single jobs come with events, the whole is asked for at most now and then. */

import { useEffect, useRef } from 'react';
import { isRecord } from '../../../api/client';
import { useLive } from '../../../api/live';
import { currentWorkspace, keys, queryClient, useTree } from '../../../api/queries';
import type { Tree, TreeJob } from '../../../api/types';
import { withInstances, withJob } from './treeRows';

const GATHER_MS = 150;
const REFETCH_MS = 1000;

export const refetchTree = () => queryClient.invalidateQueries({ queryKey: keys.tree(currentWorkspace()) });

function change(how: (tree: Tree) => Tree): void {
  queryClient.setQueryData<Tree>(keys.tree(currentWorkspace()), (old) => old && how(old));
}

export function useTreeData() {
  const told = useRef<Record<string, unknown>[]>([]);
  const gathering = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const again = useRef(false);
  useEffect(
    () => () => {
      clearTimeout(gathering.current);
      clearTimeout(waiting.current);
    },
    [],
  );
  const flush = () => {
    gathering.current = undefined;
    const news = told.current.splice(0);
    change((tree) => withInstances(tree, news));
  };
  const refetch = () => {
    if (waiting.current !== undefined) {
      again.current = true;
      return;
    }
    void refetchTree();
    waiting.current = setTimeout(() => {
      waiting.current = undefined;
      if (again.current) refetch();
      again.current = false;
    }, REFETCH_MS);
  };
  useLive(['tree', 'instances'], (event, data) => {
    if (event === 'tree' && isRecord(data.job)) change((tree) => withJob(tree, data.job as Partial<TreeJob>));
    else if (event === 'tree') refetch();
    else if (event === 'instance') {
      told.current.push(data);
      gathering.current ??= setTimeout(flush, GATHER_MS);
    }
  });
  return useTree();
}
