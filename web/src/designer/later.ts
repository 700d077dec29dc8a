/** The outline and the search, which come after the drawing. */

import { lazyPart } from '../components/ui/lazyPart';

export const Outline = lazyPart(() => import('./outline/Outline').then((m) => m.default));
export const SearchPanel = lazyPart(() => import('./search/SearchPanel').then((m) => m.SearchPanel), 'overlay');

export const viewLater = [SearchPanel.preload, Outline.preload];
