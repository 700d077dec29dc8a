/** What the tree opens. */

import { lazyPart } from '../../components/ui/lazyPart';

const dialogs = () => import('./treeDialogs');

export const TreeDialog = lazyPart(() => dialogs().then((m) => m.TreeDialog), 'overlay');
export const TreeMenu = lazyPart(() => dialogs().then((m) => m.TreeMenu), 'overlay');
