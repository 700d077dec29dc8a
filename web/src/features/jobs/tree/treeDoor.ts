/** How the rest of the page asks the tree for something. What is asked before the tree is here is done when it comes. */

import type { TreeAction } from './treeActions';

export class TreeDoor {
  private act: ((action: TreeAction) => void) | null = null;
  private waiting: TreeAction | null = null;

  get current() {
    return this.act;
  }

  set current(act: ((action: TreeAction) => void) | null) {
    this.act = act;
    const { waiting } = this;
    if (!act || !waiting) return;
    this.waiting = null;
    act(waiting);
  }

  readonly ask = (action: TreeAction): void => {
    if (this.act) this.act(action);
    else this.waiting = action;
  };
}
