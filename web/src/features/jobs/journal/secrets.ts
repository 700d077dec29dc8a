/**
 * Values of masked parameters are never written down in the browser. A mask stands for them, as in what the server
 * sends: when it comes back, the server keeps the value it has. Pure; what has nothing to hide stays the same object.
 */

import type { Change } from '../../../designer/model/changes';
import type { History, Step } from '../../../designer/model/history';
import type { JobDefinition, Parameter } from '../../../lib/definition';
import type { Entry, Sent, WorkState } from './records';

/** As the server writes it (services/masking.py). */
export const MASK = '********';

function mapped<T>(list: readonly T[], work: (one: T) => T): readonly T[] {
  const next = list.map(work);
  return next.some((one, index) => one !== list[index]) ? next : list;
}

/** `later`: names that are masked in a later state. What they held before is a secret too, and stays masked. */
function hiddenParams(params: readonly Parameter[], later: Set<string>): readonly Parameter[] {
  for (const param of params) if (param.masked) later.add(param.name);
  return mapped(params, (param) => {
    if (!later.has(param.name) || param.value === '' || (param.masked && param.value === MASK)) return param;
    return { ...param, masked: true, value: MASK };
  });
}

function hiddenDoc(doc: JobDefinition, later: Set<string> = new Set()): JobDefinition {
  const params = hiddenParams(doc.params, later);
  return params === doc.params ? doc : { ...doc, params };
}

/** The change with all lists of parameters in it run through `work`: what comes after first, then what was before. */
function withParams(change: Change, work: (params: readonly Parameter[]) => readonly Parameter[]): Change {
  if (change.kind !== 'set' || change.list !== 'job' || change.path.length !== 1 || change.path[0] !== 'params')
    return change;
  const after = Array.isArray(change.after) ? work(change.after) : change.after;
  const before = Array.isArray(change.before) ? work(change.before) : change.before;
  if (after === change.after && before === change.before) return change;
  return { ...change, ...('before' in change && { before }), ...('after' in change && { after }) };
}

function hiddenChanges(changes: readonly Change[], later: Set<string>): readonly Change[] {
  return mapped([...changes].reverse(), (change) =>
    withParams(change, (params) => hiddenParams(params, later)),
  ).toReversed();
}

function hiddenStep(step: Step, later: Set<string>): Step {
  const { changes } = step.command;
  const next = hiddenChanges(changes, later);
  if (next.every((change, index) => change === changes[index])) return step;
  return { ...step, command: { ...step.command, changes: next } };
}

/** The steps from the last to the first, so that what was masked later is known. */
function hiddenSteps(steps: readonly Step[], later: Set<string>): readonly Step[] {
  const next = [...steps].reverse().map((step) => hiddenStep(step, later));
  next.reverse();
  return next.some((step, index) => step !== steps[index]) ? next : steps;
}

function hiddenHistory(history: History, doc: JobDefinition): History {
  const future = hiddenSteps(history.future, new Set());
  const past = hiddenSteps(history.past, maskedNames(doc.params));
  return past === history.past && future === history.future ? history : { ...history, past, future };
}

function maskedNames(params: readonly Parameter[]): Set<string> {
  return new Set(params.filter((param) => param.masked).map((param) => param.name));
}

/** The state as it may be written down. */
export function stateWithoutSecrets(state: WorkState): WorkState {
  const doc = hiddenDoc(state.doc);
  const base = hiddenDoc(state.base);
  const history = hiddenHistory(state.history, state.doc);
  const sent = mapped(state.sent, (one): Sent => {
    const hidden = hiddenDoc(one.doc, maskedNames(state.base.params));
    return hidden === one.doc ? one : { ...one, doc: hidden };
  });
  if (doc === state.doc && base === state.base && history === state.history && sent === state.sent) return state;
  return { ...state, doc, base, history, sent };
}

/** The entry as it may be written down. */
export function entryWithoutSecrets(entry: Entry): Entry {
  if (entry.kind !== 'run') return entry;
  return { ...entry, command: { ...entry.command, changes: hiddenChanges(entry.command.changes, new Set()) } };
}

/** Whether a parameter becomes masked: what was written down of it before has to go. */
export function masksMore(changes: readonly Change[]): boolean {
  return changes.some((change) => {
    let masked = new Set<string>();
    let more = false;
    withParams(change, (params) => {
      more = params.some((param) => !param.masked && masked.has(param.name));
      masked = maskedNames(params);
      return params;
    });
    return more;
  });
}

/** A mask of which the server has no value stands for a secret that was never saved: that one is empty. */
export function withoutLostSecrets(state: WorkState, server: JobDefinition): WorkState {
  const stored = new Set(server.params.map((param) => param.name));
  const emptied = (params: readonly Parameter[]) =>
    mapped(params, (param) =>
      param.masked && param.value === MASK && !stored.has(param.name) ? { ...param, value: '' } : param,
    );
  const step = (one: Step): Step => {
    const changes = mapped(one.command.changes, (change) => withParams(change, emptied));
    return changes === one.command.changes ? one : { ...one, command: { ...one.command, changes } };
  };
  const params = emptied(state.doc.params);
  const past = mapped(state.history.past, step);
  const future = mapped(state.history.future, step);
  if (params === state.doc.params && past === state.history.past && future === state.history.future) return state;
  return { ...state, doc: { ...state.doc, params }, history: { ...state.history, past, future } };
}
