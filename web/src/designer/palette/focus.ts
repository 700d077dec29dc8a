/** The key that leads to the palette, from wherever the focus is. */

/** Opens the search of the palette and puts the focus there; false where no palette is shown. */
export function focusPalette(): boolean {
  const palette = document.querySelector<HTMLElement>('[data-palette]');
  if (!palette) return false;
  palette.dispatchEvent(new CustomEvent('millrace:search'));
  return true;
}
