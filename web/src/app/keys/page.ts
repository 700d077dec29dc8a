/** The page of the manual that lists all keys, made from the actions themselves. */

import type { TextKey } from '../../lib/i18n';
import { keysText } from '../../lib/keymap';
import { everyAction, GROUPS } from './rows';

export function keysPage(text: (key: TextKey) => string): string {
  const lines = [
    '# Keys',
    '',
    'Made from the actions of the studio; `web/src/app/keys/page.test.ts` compares and writes it.',
    '',
    'Every action can be given other keys: press `?`, then **Change keys**. `Ctrl` is the command key on a Mac. Keys',
    'separated by a comma are pressed one after the other. No key of the canvas works inside a field or an editor, and',
    'nothing works while a dialog is open.',
    '',
    'Esc leads from a field of the panel back to the canvas; from the script of a node it is pressed twice.',
    '',
    'Tab enters the canvas at the node that had the focus last, and leaves it again: the canvas is one stop. Only when',
    'the pointer was moved over the canvas since the last key does Tab open the quick add, as `/` always does.',
  ];
  for (const group of GROUPS) {
    lines.push(
      '',
      `## ${text(`keys.group_${group}`)}`,
      '',
      '| Action | Keys | Name for your own keys |',
      '| --- | --- | --- |',
    );
    for (const action of everyAction.filter((one) => one.group === group)) {
      const keys = action.keys.map((one) => `\`${keysText(one, false)}\``).join(' or ');
      lines.push(`| ${text(action.label)} | ${keys || 'none'} | \`${action.id}\` |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
