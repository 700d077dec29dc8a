/** Finds the action for keys that are pressed, one after the other. */

import { parseKeys } from './keymap';
import { type Bindable, keysOf, type OwnKeys } from './keymapBindings';

/** How long the next key of a sequence is waited for. */
export const SEQUENCE_MS = 2000;

interface Binding<T> {
  readonly chords: readonly string[];
  readonly target: T;
}

export type Found<T> =
  | { readonly kind: 'none' }
  /** More keys are needed; `next` tells which lead where. */
  | { readonly kind: 'open'; readonly chords: readonly string[]; readonly next: readonly (readonly [string, T])[] }
  | { readonly kind: 'hit'; readonly target: T; readonly chord: string };

export class KeySequences<T extends Bindable> {
  private readonly bindings: readonly Binding<T>[];

  constructor(targets: readonly T[], own: OwnKeys) {
    this.bindings = targets.flatMap((target) =>
      keysOf(target, own).flatMap((keys): Binding<T>[] => {
        const chords = parseKeys(keys);
        return chords ? [{ chords, target }] : [];
      }),
    );
  }

  /** What the next key means after the ones in `before`; `meant` are its chords, the likeliest first. */
  find(before: readonly string[], meant: readonly string[]): Found<T> {
    for (const chord of before.length > 0 ? meant.flatMap((one) => [one, released(one)]) : meant) {
      const chords = [...before, chord];
      const fitting = this.bindings.filter((one) => chords.every((part, index) => one.chords[index] === part));
      const whole = fitting.find((one) => one.chords.length === chords.length);
      if (whole) return { kind: 'hit', target: whole.target, chord };
      if (fitting.length > 0) {
        const next = fitting.map((one) => [one.chords.slice(chords.length).join(' '), one.target] as const);
        return { kind: 'open', chords, next };
      }
    }
    return { kind: 'none' };
  }
}

/** The chord without the modifiers, which may still be held from the key before. */
function released(chord: string): string {
  return chord.endsWith('+') ? '+' : (chord.split('+').at(-1) ?? chord);
}
