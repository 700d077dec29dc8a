/** What can be asked of the tree, from its menus, its keys and its header. */

import type { TreeRow } from './treeRows';

export type TreeAction =
  | { readonly kind: 'new_job'; readonly directory: number | null }
  | { readonly kind: 'new_directory'; readonly parent: number | null }
  | { readonly kind: 'open'; readonly row: TreeRow }
  | { readonly kind: 'rename'; readonly row: TreeRow }
  | { readonly kind: 'copy'; readonly row: TreeRow }
  | { readonly kind: 'paste'; readonly row: TreeRow }
  | { readonly kind: 'move' | 'delete'; readonly keys: ReadonlySet<string> }
  | { readonly kind: 'cut'; readonly keys: ReadonlySet<string> };

/** Those that need a dialog. */
export type DialogAction = Extract<TreeAction, { kind: 'new_job' | 'new_directory' | 'move' | 'delete' }>;
