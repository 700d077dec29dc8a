/** How much of a node is drawn at a scale: the icon alone, with its name, or everything. */

import { createContext, useContext } from 'react';

export type Level = 'far' | 'mid' | 'near';

export function levelOf(zoom: number): Level {
  if (zoom < 0.4) return 'far';
  return zoom < 0.8 ? 'mid' : 'near';
}

/** One value for all cards: a subscription in each would be asked in every frame. */
export const LevelContext = createContext<Level>('near');

export function useLevel(): Level {
  return useContext(LevelContext);
}
