/** The one listener for keys: finds what the keys mean now, and does it. */

import i18next from 'i18next';
import { announce } from '../components/ui/announce';
import { chordsOf, isMac, keysText } from '../lib/keymap';
import { type Found, KeySequences, SEQUENCE_MS } from '../lib/keySequence';
import { ownKeys } from './ownKeys';
import { isTyping, mayWorkHere } from './places';
import { type Doable, registry } from './registry';

/** A sequence that was begun: its keys so far, and where each next one leads. */
export interface OpenSequence {
  readonly chords: readonly string[];
  readonly next: readonly (readonly [string, Doable])[];
}

type Phase = 'capture' | 'bubble';

export class KeyDispatcher {
  private sequences: KeySequences<Doable> | null = null;
  private open: OpenSequence | null = null;
  private timer = 0;
  /** Whether the pointer was used last: then Tab is free to mean something other than the next field. */
  private pointerLeads = false;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getOpen = (): OpenSequence | null => this.open;

  start(): () => void {
    const stale = () => {
      this.sequences = null;
    };
    const capture = (event: KeyboardEvent) => this.onKey(event, 'capture');
    const bubble = (event: KeyboardEvent) => this.onKey(event, 'bubble');
    const pointer = () => {
      this.pointerLeads = true;
    };
    const leave = () => this.setOpen(null);
    const stops = [registry.subscribe(stale), ownKeys.subscribe(stale)];
    window.addEventListener('keydown', capture, true);
    window.addEventListener('keydown', bubble);
    window.addEventListener('pointermove', pointer, { passive: true });
    window.addEventListener('pointerdown', leave, true);
    window.addEventListener('blur', leave);
    return () => {
      for (const stop of stops) stop();
      window.removeEventListener('keydown', capture, true);
      window.removeEventListener('keydown', bubble);
      window.removeEventListener('pointermove', pointer);
      window.removeEventListener('pointerdown', leave, true);
      window.removeEventListener('blur', leave);
      this.setOpen(null);
    };
  }

  /** Keys that work everywhere are taken before any part sees them; the others only if no part wanted them. */
  private onKey(event: KeyboardEvent, phase: Phase): void {
    if (event.isComposing || (phase === 'bubble' && event.defaultPrevented)) return;
    const meant = chordsOf(event);
    if (meant.length === 0) return;
    if (phase === 'capture' && this.open) this.goOn(event, meant);
    else this.begin(event, phase, meant);
    if (phase === 'bubble') this.pointerLeads = false;
  }

  private begin(event: KeyboardEvent, phase: Phase, meant: readonly string[]): void {
    const found = this.find([], meant);
    if (found.kind === 'none') return;
    const targets = found.kind === 'hit' ? [found.target] : found.next.map(([, doable]) => doable);
    const everywhere = targets.every((doable) => doable.scope === 'page');
    if (everywhere !== (phase === 'capture')) return;
    const chord = found.kind === 'hit' ? found.chord : (found.chords[0] ?? '');
    if (!targets.some((doable) => mayWorkHere(event.target, chord, doable))) return;
    if (chord === 'Tab' && !this.tabIsFree(event.target)) return;
    if (found.kind === 'open') {
      taken(event);
      this.setOpen(found);
    } else this.perform(event, found.target, chord);
  }

  private goOn(event: KeyboardEvent, meant: readonly string[]): void {
    const before = this.open?.chords ?? [];
    this.setOpen(null);
    taken(event);
    if (meant.includes('Esc')) return;
    const found = this.find(before, meant);
    if (found.kind === 'open') this.setOpen(found);
    else if (found.kind === 'hit') this.perform(event, found.target, found.chord);
    else announce(i18next.t('keys.no_action', { keys: keysText([...before, meant[0]].join(' '), isMac()) }));
  }

  private perform(event: KeyboardEvent, doable: Doable, chord: string): void {
    const refusal = doable.refusal();
    // The browser hands over what is copied and pasted by itself, and needs no permission for it.
    if (doable.native && chord === NATIVE[doable.native]) return;
    taken(event);
    if (event.repeat && !doable.repeats) return;
    if (refusal) announce(i18next.t(refusal));
    else doable.perform();
  }

  private find(before: readonly string[], meant: readonly string[]): Found<Doable> {
    this.sequences ??= new KeySequences(registry.doables(), ownKeys.get());
    return this.sequences.find(before, meant);
  }

  /** Tab goes on to the next field unless the pointer, over the canvas, was used last. */
  private tabIsFree(target: EventTarget | null): boolean {
    return this.pointerLeads && !isTyping(target) && document.querySelector('.canvas:hover') !== null;
  }

  private setOpen(open: OpenSequence | null): void {
    if (this.open === open) return;
    window.clearTimeout(this.timer);
    this.open = open;
    if (open) this.timer = window.setTimeout(() => this.setOpen(null), SEQUENCE_MS);
    for (const listener of [...this.listeners]) listener();
  }
}

const NATIVE = { copy: 'Ctrl+C', cut: 'Ctrl+X', paste: 'Ctrl+V' } as const;

function taken(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

export const dispatcher = new KeyDispatcher();
