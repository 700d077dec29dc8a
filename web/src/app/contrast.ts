/** High contrast: somebody's choice, else what the system asks for. Shown as `data-contrast` on the root. */

import { useSyncExternalStore } from 'react';

export type ContrastChoice = 'high' | 'normal' | 'system';

const STORED = 'millrace_contrast';
const asked = window.matchMedia('(prefers-contrast: more)');
const listeners = new Set<() => void>();

function stored(): ContrastChoice {
  const value = localStorage.getItem(STORED);
  return value === 'high' || value === 'normal' ? value : 'system';
}

let choice = stored();

function high(): boolean {
  return choice === 'high' || (choice === 'system' && asked.matches);
}

function show(): void {
  document.documentElement.dataset.contrast = high() ? 'high' : 'normal';
  for (const listener of [...listeners]) listener();
}

/** At the start, before anything is drawn. */
export function startContrast(): void {
  asked.addEventListener('change', show);
  show();
}

export function setContrast(next: ContrastChoice): void {
  choice = next;
  if (next === 'system') localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, next);
  show();
}

export function toggleContrast(): void {
  setContrast(high() ? 'normal' : 'high');
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useContrast(): ContrastChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

export function contrastIsHigh(): boolean {
  return high();
}
