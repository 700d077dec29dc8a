/** The text of a note, rendered; as it stands until the renderer is there. */

import { Late, useLate } from '../../lib/late';

const renderedMarkdown = new Late(() => import('./RenderedMarkdown').then((m) => m.default));

export function NoteText({ text }: { text: string }) {
  const Rendered = useLate(renderedMarkdown);
  return Rendered ? <Rendered text={text} /> : <div className="md md-plain">{text}</div>;
}
