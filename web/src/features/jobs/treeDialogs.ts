/** The dialogs and the menu of the tree. One file of the build. */

export { TreeDialog } from './TreeDialogs';
export { TreeMenu } from './tree/TreeMenu';
