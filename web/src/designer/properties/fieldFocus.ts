/**
 * Brings a field of the panel into sight and gives it the focus, whatever tab or fold it lies in.
 *
 * Paths are those of problems: `name`, `properties.sql`, `properties.columns[2].name`, `retry.times`.
 */

type Opener = (path: string) => void;

const openers = new Set<Opener>();
let wanted: string | null = null;

/** `a[2].b` and `a.2.b` are one path. */
export function normalPath(path: string): string {
  return path.replace(/\[(\d+)\]/g, '.$1');
}

/** The field that carries the path, or the nearest one around it. */
export function findField(path: string, root: ParentNode = document): HTMLElement | null {
  const steps = normalPath(path).split('.');
  for (let length = steps.length; length > 0; length -= 1) {
    const found = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(steps.slice(0, length).join('.'))}"]`);
    if (found) return found;
  }
  return null;
}

const FOCUSABLE = 'input:not([type=hidden]), textarea, select, button, [contenteditable=true], [tabindex="0"]';

function focus(holder: HTMLElement): void {
  holder.scrollIntoView({ block: 'nearest' });
  const inside = holder.matches(FOCUSABLE) ? holder : holder.querySelector<HTMLElement>(FOCUSABLE);
  inside?.focus({ preventScroll: true });
}

/** Called by parts that hide fields, to show them again; gives back how to stop. */
export function onFieldWanted(opener: Opener): () => void {
  openers.add(opener);
  return () => openers.delete(opener);
}

export function focusField(path: string): void {
  wanted = normalPath(path);
  for (const opener of [...openers]) opener(wanted);
  settle(20);
}

const PATIENCE = 120;
const FIELDS = ['[data-field^="properties"]', 'input, textarea, [contenteditable=true]', 'button'];

/** The first field of the panel below its head; what is chosen may be shown there only after some frames. */
export function focusPanel(tries = PATIENCE): void {
  const panel = document.querySelector('.side.right .panel-scroll') ?? document.querySelector('.side.right');
  // An editor is loaded when it is first shown.
  const waits = tries > 0 && panel?.querySelector('.code-waiting, [aria-busy=true]');
  for (const wish of waits ? [] : FIELDS) {
    const found = panel?.querySelector<HTMLElement>(wish);
    if (found) {
      focus(found);
      return;
    }
  }
  if (tries > 0) requestAnimationFrame(() => focusPanel(tries - 1));
}

/** The part that shows the field may be loaded only now: looks again for some frames. */
function settle(tries: number): void {
  if (wanted === null) return;
  const exact = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(wanted)}"]`);
  const found = exact ?? (tries === 0 ? findField(wanted) : null);
  if (found) {
    wanted = null;
    focus(found);
  } else if (tries === 0) wanted = null;
  else requestAnimationFrame(() => settle(tries - 1));
}
