/** The help and the fuzzy search of the palette. */

import { lazyPart } from '../../components/ui/lazyPart';
import { Late } from '../../lib/late';

export const TypeHelp = lazyPart(() => import('./TypeHelp').then((m) => m.TypeHelp), 'overlay');
export const fuzzyTypes = new Late(() => import('./match').then((m) => m.matchingTypes));

export const paletteLater = [fuzzyTypes.load, TypeHelp.preload];
