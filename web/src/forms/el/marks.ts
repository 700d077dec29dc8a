/** Where `#{...}` and `${...}` stand in a text. */

/** An expression with texts and `${...}` inside, or a reference; in editors and fields alike. */
export const EL_PATTERN = /#\{(?:[^{}\n"']|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\$\{[^{}\n]*\})*\}|\$\{[^{}\n]*\}/g;

export interface Part {
  readonly text: string;
  readonly el: boolean;
}

export function marked(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(EL_PATTERN)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index), el: false });
    parts.push({ text: found[0], el: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), el: false });
  return parts;
}
