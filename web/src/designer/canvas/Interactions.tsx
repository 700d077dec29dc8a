/** What shows an interaction under way. One file of the build, which comes right after the first picture. */

import { EdgeEnds } from './EdgeEnds';
import { InteractionMarks } from './InteractionMarks';
import { RefusalHint } from './RefusalHint';

export function Interactions() {
  return (
    <>
      <InteractionMarks />
      <EdgeEnds />
      <RefusalHint />
    </>
  );
}
