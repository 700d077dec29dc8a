import { describe, expect, test } from 'vitest';
import { capsOf, chordsOf, keysText, normalChord, parseKeys, worksWhileTyping } from './keymap';

function press(key: string, code: string, held = '') {
  return {
    key,
    code,
    ctrlKey: held.includes('c'),
    metaKey: held.includes('m'),
    altKey: held.includes('a'),
    shiftKey: held.includes('s'),
    getModifierState: (name: string) => name === 'AltGraph' && held.includes('g'),
  };
}

describe('what a key press can mean', () => {
  test('letters, with the modifiers in one order', () => {
    expect(chordsOf(press('n', 'KeyN'))).toEqual(['N']);
    expect(chordsOf(press('G', 'KeyG', 'cs'))).toEqual(['Ctrl+Shift+G']);
    expect(chordsOf(press('S', 'KeyS', 'as'))).toEqual(['Alt+Shift+S']);
  });
  test('the command key of a Mac is Ctrl', () => {
    expect(chordsOf(press('k', 'KeyK', 'm'))).toEqual(['Ctrl+K']);
  });
  test('what Alt writes on a Mac is known by its place', () => {
    expect(chordsOf(press('ß', 'KeyS', 'a'))).toEqual(['Alt+S']);
    expect(chordsOf(press('Dead', 'KeyU', 'a'))).toEqual(['Alt+U']);
  });
  test('letters of other alphabets are known by their place', () => {
    expect(chordsOf(press('ф', 'KeyA'))).toEqual(['A']);
  });
  test('where letters stand elsewhere, the letter comes before the place', () => {
    expect(chordsOf(press('a', 'KeyQ'))).toEqual(['A', 'Q']);
  });
  test('a sign needs no Shift, wherever the keyboard has it', () => {
    expect(chordsOf(press('?', 'Slash', 's'))).toEqual(['?']);
    expect(chordsOf(press('+', 'BracketRight'))[0]).toBe('+');
    expect(chordsOf(press(']', 'Digit9', 'cag'))).toEqual([']']);
  });
  test('keys with names', () => {
    expect(chordsOf(press('ArrowUp', 'ArrowUp', 'as'))).toEqual(['Alt+Shift+Up']);
    expect(chordsOf(press('Home', 'Numpad7'))).toEqual(['Home']);
    expect(chordsOf(press(' ', 'Space'))).toEqual(['Space']);
    expect(chordsOf(press('Escape', 'Escape'))).toEqual(['Esc']);
    expect(chordsOf(press('F8', 'F8', 's'))).toEqual(['Shift+F8']);
  });
  test('a modifier alone means nothing', () => {
    expect(chordsOf(press('Shift', 'ShiftLeft', 's'))).toEqual([]);
  });
});

describe('keys as text', () => {
  test('have one right form', () => {
    expect(normalChord('Shift+Ctrl+g')).toBe('Ctrl+Shift+G');
    expect(normalChord('Ctrl++')).toBe('Ctrl++');
    expect(normalChord('Shift+?')).toBe('?');
    expect(normalChord('Hyper+X')).toBeNull();
    expect(normalChord('')).toBeNull();
  });
  test('a sequence is split at spaces', () => {
    expect(parseKeys('Alt+S U')).toEqual(['Alt+S', 'U']);
    expect(parseKeys('Alt+S Foo+U')).toBeNull();
  });
  test('are drawn one by one, with the signs of a Mac', () => {
    expect(capsOf('Ctrl+Shift+G', false)).toEqual(['Ctrl', 'Shift', 'G']);
    expect(capsOf('Ctrl+Alt+Delete', true)).toEqual(['⌘', '⌥', '⌦']);
    expect(capsOf('Ctrl++', false)).toEqual(['Ctrl', '+']);
    expect(keysText('Alt+S U', false)).toBe('Alt S, U');
  });
  test('only what writes nothing works while somebody types', () => {
    expect(['Ctrl+S', 'Alt+O', 'F8', 'Shift+F8'].every(worksWhileTyping)).toBe(true);
    expect(['N', 'Shift+N', '?', 'Enter', 'Shift+Enter'].some(worksWhileTyping)).toBe(false);
  });
});
