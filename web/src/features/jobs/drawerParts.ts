/** What the drawer holds. One file of the build. */

export { Problems } from '../../designer/Problems';
export { HistoryList } from './HistoryList';
