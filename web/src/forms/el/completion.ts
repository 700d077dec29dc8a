/** What can be written next in a text with expressions: parameters, nodes, functions. Knows no editor. */

import type { ElFunction } from '../../api/types';

export interface Vocabulary {
  readonly params: readonly { readonly name: string; readonly value: string; readonly masked: boolean }[];
  /** Names of nodes, those that run before first. */
  readonly nodes: readonly string[];
  readonly functions: readonly ElFunction[];
}

export interface Option {
  readonly label: string;
  /** What it is or takes, shown in grey. */
  readonly detail: string;
  readonly insert: string;
  /** Where the caret stands afterwards, from the begin of `insert`. */
  readonly caret: number;
  /** The next choice follows at once. */
  readonly goesOn: boolean;
}

export interface Completion {
  /** The part from here to the caret is replaced. */
  readonly from: number;
  readonly options: readonly Option[];
}

const MOST = 60;
const NODE_ARGUMENT = /(?:getNodeOutput|getNodeStatus|getRunningData|getInsertJobId)\(\s*["']([^"']*)$/;
const PARAM_ARGUMENT = /getParam\(\s*["']([^"']*)$/;
const KIND_WORDS: Readonly<Record<string, string>> = {
  s: 'text',
  c: 'character',
  i: 'number',
  b: 'boolean',
  d: 'date',
  a: 'list',
  l: 'list',
  o: 'any',
};

/** The begin of the expression that is open at the end of the text, or -1. */
export function openExpression(text: string): number {
  let begin = -1;
  let quote = '';
  let braces = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (begin < 0) {
      if (sign === '#' && text[at + 1] === '{' && text[at - 1] !== '\\') {
        begin = at;
        at += 1;
        braces = 1;
      }
    } else if (quote) {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '{') braces += 1;
    else if (sign === '}') {
      braces -= 1;
      if (braces === 0) begin = -1;
    }
  }
  return begin;
}

function plain(label: string, detail: string, insert = label): Option {
  return { label, detail, insert, caret: insert.length, goesOn: false };
}

function shownValue(param: Vocabulary['params'][number]): string {
  if (param.masked) return '********';
  return param.value.length > 40 ? `${param.value.slice(0, 40)}...` : param.value;
}

function signature(found: ElFunction): string {
  if (!found.kinds) return '';
  return `(${found.kinds.map((kind) => KIND_WORDS[kind.replace('*', '')] + (kind.endsWith('*') ? ', ...' : '')).join(', ')})`;
}

function call(found: ElFunction): Option {
  const label = found.name;
  if (!found.kinds) return plain(label, found.object);
  if (found.kinds.length === 0) return plain(label, '()', `${label}()`);
  const text = found.kinds[0] === 's';
  const insert = `${label}(${text ? '""' : ''})`;
  const inside = insert.length - (text ? 2 : 1);
  return { label, detail: signature(found), insert, caret: inside, goesOn: text };
}

function beginning(options: readonly Option[], typed: string): Option[] {
  const low = typed.toLowerCase();
  const starts = options.filter((one) => one.label.toLowerCase().startsWith(low));
  const holds = options.filter((one) => !starts.includes(one) && one.label.toLowerCase().includes(low));
  return [...starts, ...holds].slice(0, MOST);
}

function members(words: Vocabulary, object: string): Option[] {
  const seen = new Set<string>();
  return words.functions
    .filter((one) => one.object === object)
    .map(call)
    .filter((one) => !seen.has(one.label + one.detail) && seen.add(one.label + one.detail));
}

function names(words: Vocabulary): Option[] {
  const objects = [...new Set(words.functions.map((one) => one.object))];
  return [
    ...words.params.filter((one) => /^[A-Za-z_]\w*$/.test(one.name)).map((one) => plain(one.name, shownValue(one))),
    ...objects.map((name) => ({ label: name, detail: '', insert: `${name}.`, caret: name.length + 1, goesOn: true })),
  ];
}

function inside(head: string, words: Vocabulary): Completion | null {
  const node = NODE_ARGUMENT.exec(head);
  const at = head.length;
  if (node) {
    const typed = node[1] ?? '';
    return {
      from: at - typed.length,
      options: beginning(
        words.nodes.map((name) => plain(name, '')),
        typed,
      ),
    };
  }
  const param = PARAM_ARGUMENT.exec(head);
  if (param) {
    const typed = param[1] ?? '';
    const options = words.params.map((one) => plain(one.name, shownValue(one)));
    return { from: at - typed.length, options: beginning(options, typed) };
  }
  const member = /([A-Za-z_]\w*)\.(\w*)$/.exec(head);
  if (member) {
    const typed = member[2] ?? '';
    return { from: at - typed.length, options: beginning(members(words, member[1] ?? ''), typed) };
  }
  if (isInText(head)) return null;
  const typed = /[A-Za-z_]\w*$/.exec(head)?.[0] ?? '';
  return { from: at - typed.length, options: beginning(names(words), typed) };
}

function isInText(expression: string): boolean {
  const bare = expression.replace(/\\./g, '');
  const quotes = bare.match(/["']/g) ?? [];
  let open = '';
  for (const quote of quotes) open = open === '' ? quote : open === quote ? '' : open;
  return open !== '';
}

/** What fits at the caret; null where nothing is to be completed. `asked`: by a key, so plain text counts too. */
export function completionAt(text: string, caret: number, words: Vocabulary, asked = false): Completion | null {
  const head = text.slice(0, caret);
  const closed = text[caret] === '}';
  const reference = /\$\{([A-Za-z0-9._-]*)$/.exec(head);
  if (reference) {
    const typed = reference[1] ?? '';
    const options = words.params.map((one) => {
      const insert = closed ? one.name : `${one.name}}`;
      return { ...plain(one.name, shownValue(one), insert), caret: one.name.length + 1 };
    });
    return filled({ from: caret - typed.length, options: beginning(options, typed) });
  }
  const begin = openExpression(head);
  if (begin >= 0) {
    const found = inside(head.slice(begin + 2), words);
    return found && filled({ ...found, from: found.from + begin + 2 });
  }
  const sign = /[#$]$/.exec(head)?.[0];
  if (!sign && !asked) return null;
  const from = sign ? caret - 1 : caret;
  const params = words.params.map((one) => plain(`\${${one.name}}`, shownValue(one)));
  const expression = { label: '#{...}', detail: '', insert: '#{}', caret: 2, goesOn: true };
  return filled({
    from,
    options: (sign === '$' ? params : sign === '#' ? [expression] : [expression, ...params]).slice(0, MOST),
  });
}

function filled(found: Completion): Completion | null {
  return found.options.length > 0 ? found : null;
}
