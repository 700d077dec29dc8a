/**
 * Keys as text. One key with its modifiers is a chord, `Ctrl+Shift+G`; chords that follow one another, with a
 * space between, are a sequence, `Alt+S U`. `Ctrl` means the command key on a Mac.
 *
 * Modifiers stand in the order Ctrl, Alt, Shift. A character that needs Shift on some keyboards and not on others
 * is written without it: `?`, `+`.
 */

const MODIFIERS = ['Ctrl', 'Alt', 'Shift'] as const;

/** Names of keys that differ from what the browser calls them. */
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** What stands on a key that has no letter, on a keyboard of the United States. */
const BY_CODE: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Slash: '/',
  Backslash: '\\',
  Period: '.',
  Comma: ',',
  Minus: '-',
  Equal: '=',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
};

const ALONE = new Set(['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'CapsLock', 'Process', 'Unidentified']);

/** The part of a keyboard event that says which keys are down. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly getModifierState?: (name: string) => boolean;
}

/** A sign of the ASCII set that is neither a letter nor a digit. */
function isSign(name: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(name);
}

function isLetterOrDigit(name: string): boolean {
  return /^[A-Z0-9]$/.test(name);
}

function chord(name: string, ctrl: boolean, alt: boolean, shift: boolean): string {
  return [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', name].filter(Boolean).join('+');
}

/** What the key is by its place on the keyboard; empty where its place says nothing. */
function placeName(code: string): string {
  const found = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
  return found?.[1] ?? found?.[2] ?? BY_CODE[code] ?? '';
}

function characterName(key: string): string {
  const named = NAMES[key] ?? key;
  const upper = named.toUpperCase();
  // The capital of some letters is two (ß).
  return named.length === 1 && upper.length === 1 ? upper : named;
}

/**
 * The chords a key press can mean, the likeliest first: by the character it writes, and by its place on the
 * keyboard, for alphabets other than Latin and for what Alt writes on a Mac.
 */
export function chordsOf(press: KeyPress): string[] {
  if (ALONE.has(press.key)) return [];
  const ctrl = press.ctrlKey || press.metaKey;
  const { altKey: alt, shiftKey: shift } = press;
  const name = characterName(press.key);
  // AltGr is Ctrl and Alt to the browser, and only a way to write a character.
  const written = press.getModifierState?.('AltGraph') ?? false;
  const out: string[] = [];
  if (isSign(name)) out.push(chord(name, ctrl && !written, alt && !written, false));
  else if (isLetterOrDigit(name) || (name.length > 1 && press.key !== 'Dead')) out.push(chord(name, ctrl, alt, shift));
  if (written || (press.key.length > 1 && press.key !== 'Dead')) return out;
  const place = placeName(press.code);
  // With Shift, the sign of a place is another one on most keyboards.
  if (place === '' || (shift && !isLetterOrDigit(place))) return out;
  const byPlace = chord(place, ctrl, alt, shift);
  if (!out.includes(byPlace)) out.push(byPlace);
  return out;
}

/** The chord in its one right form, or null when it is none. */
export function normalChord(text: string): string | null {
  const parts = text.endsWith('+') ? [...text.slice(0, -1).split('+').filter(Boolean), '+'] : text.split('+');
  const name = parts.pop() ?? '';
  if (name === '' || parts.some((part) => !(MODIFIERS as readonly string[]).includes(part))) return null;
  const has = (modifier: string) => parts.includes(modifier);
  const upper = name.length === 1 ? name.toUpperCase() : name;
  return chord(upper, has('Ctrl'), has('Alt'), has('Shift') && !isSign(upper));
}

/** The chords of a sequence, or null when one of them is none. */
export function parseKeys(text: string): string[] | null {
  const chords = text.trim().split(/\s+/).map(normalChord);
  return chords.length > 0 && chords.every((one) => one !== null) ? (chords as string[]) : null;
}

/** The keys of a chord one by one, for key caps. */
export function capsOf(chordText: string, mac: boolean): string[] {
  const parts = chordText.endsWith('+')
    ? [...chordText.slice(0, -1).split('+').filter(Boolean), '+']
    : chordText.split('+');
  const signs: Readonly<Record<string, string>> = mac
    ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Delete: '⌦', Backspace: '⌫' }
    : { Delete: 'Del' };
  return parts.map((part) => signs[part] ?? part);
}

/** Keys as text for a tooltip or a button: `Ctrl S`. */
export function keysText(keys: string, mac: boolean): string {
  return keys
    .split(' ')
    .map((one) => capsOf(one, mac).join(' '))
    .join(', ');
}

/** Whether the chord writes nothing, so that it may work while somebody is typing. */
export function worksWhileTyping(chordText: string): boolean {
  return /^(Ctrl|Alt)\+/.test(chordText) || /^(Shift\+)?F\d{1,2}$/.test(chordText);
}

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
}
