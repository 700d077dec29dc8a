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

const PATIENCE_MS = 4_000;
const STEADY_MS = 400;
const FIELDS = ['[data-field^="properties"]', 'input, textarea, [contenteditable=true]', 'button'];

function firstField(panel: Element | null, late: boolean): HTMLElement | null {
  // An editor is loaded when it is first shown.
  if (!panel || (!late && panel.querySelector('.code-waiting, [aria-busy=true]'))) return null;
  for (const wish of FIELDS) {
    const found = panel.querySelector<HTMLElement>(wish);
    if (found) return found;
  }
  return null;
}

/**
 * The first field of the panel below its head. What is chosen may be shown there only after some frames, and what
 * was shown before goes then: so it looks again until a field stays, unless somebody went elsewhere.
 */
export function focusPanel(): void {
  const began = performance.now();
  let ours = document.activeElement;
  let since = Number.POSITIVE_INFINITY;
  const look = () => {
    const now = performance.now();
    const active = document.activeElement;
    if (active !== ours && active !== document.body && active !== null) return;
    if (ours?.isConnected && now - since > STEADY_MS) return;
    const panel = document.querySelector('.side.right .panel-scroll') ?? document.querySelector('.side.right');
    const found = firstField(panel, now - began > PATIENCE_MS);
    if (found && found !== ours) {
      focus(found);
      ours = document.activeElement;
      since = now;
    }
    if (now - began <= 2 * PATIENCE_MS) requestAnimationFrame(look);
  };
  look();
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
