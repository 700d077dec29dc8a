/** What was done, said to screen readers: one polite live region, outside of the page that changes. */

const CLEAR_MS = 4000;
let region: HTMLElement | null = null;
let timer = 0;

function place(): HTMLElement {
  if (region?.isConnected) return region;
  region = document.createElement('div');
  region.className = 'sr-only';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  region.dataset.testid = 'announcer';
  document.body.append(region);
  return region;
}

export function announce(text: string): void {
  const where = place();
  // The same text twice is only read again when it has changed in between.
  where.textContent = where.textContent === text ? `${text}\u00a0` : text;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    where.textContent = '';
  }, CLEAR_MS);
}
