/** Everything that can be done with an open job, in the order in which it is shown. */

import type { Action } from './action';
import { arrangeActions } from './arrange';
import { buildActions } from './build';
import { chooseActions } from './choose';
import { clipboardActions } from './clipboard';
import { lookActions } from './look';
import { runActions } from './run';
import { saveActions } from './save';

export const allActions: readonly Action[] = [
  ...buildActions,
  ...clipboardActions,
  ...arrangeActions,
  ...chooseActions,
  ...lookActions,
  ...runActions,
  ...saveActions,
];

const byId = new Map(allActions.map((action) => [action.id, action]));

export function actionById(id: string): Action | undefined {
  return byId.get(id);
}
