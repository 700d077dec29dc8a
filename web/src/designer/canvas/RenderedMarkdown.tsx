/** A rendered note. A part of its own, so that the writer of Markdown is loaded with the first note. */

import { useMemo } from 'react';
import { renderMarkdown } from './markdown';

export default function Markdown({ text }: { text: string }) {
  const html = useMemo(() => renderMarkdown(text), [text]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: `renderMarkdown` lets no HTML of the author through.
  return <div className="md" dangerouslySetInnerHTML={{ __html: html }} />;
}
