/** The text of a note, rendered; as it stands until the renderer is there. */

import { lazy, Suspense } from 'react';

const Rendered = lazy(() => import('./RenderedMarkdown'));

export function NoteText({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="md md-plain">{text}</div>}>
      <Rendered text={text} />
    </Suspense>
  );
}
