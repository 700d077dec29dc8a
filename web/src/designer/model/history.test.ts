import { describe, expect, test } from 'vitest';
import type { JobDefinition } from '../../lib/definition';
import { changeNodes, setProperties, toggleDisabled, togglePinned } from './bulk';
import { duplicate } from './clipboard';
import { type Command, changeEdge, changeJob, changeNode, changeNote, remove, setProperty } from './commands';
import { groupSelection, putInGroup, setCollapsed, ungroup } from './groups';
import { redo, undo } from './history';
import { align, distribute, nudge } from './moving';
import { newNote } from './notes';
import { DocumentStore } from './store';
import { job, randomly } from './testing';
import { removeAndReconnect, wireManyToOne, wireOneToMany, wireSeries } from './wiring';

/** One command of many kinds, on what chance picks. */
function anyCommand(doc: JobDefinition, random: () => number): Command | null {
  const some = <V>(list: readonly V[], share = 0.4) => list.filter(() => random() < share);
  const nodes = some(doc.nodes).map((node) => node.id);
  const groups = some(doc.groups).map((part) => part.id);
  const notes = some(doc.notes).map((part) => part.id);
  const parts = { nodes, groups, notes };
  const [first = 'none'] = nodes;
  const text = 'x'.repeat(Math.floor(random() * 400));
  const makers: (() => Command | null)[] = [
    () => duplicate(doc, { nodes: nodes.slice(0, 3), groups: groups.slice(0, 1) })?.command ?? null,
    () => remove(doc, { nodes: nodes.slice(0, 2), groups: groups.slice(0, 1), notes }),
    () => removeAndReconnect(doc, nodes.slice(0, 2)),
    () => wireSeries(doc, nodes),
    () => wireOneToMany(doc, first, nodes),
    () => wireManyToOne(doc, nodes, first),
    () => groupSelection(doc, parts, 'g'),
    () => ungroup(doc, groups),
    () => putInGroup(doc, parts, groups[0] ?? null),
    () => setCollapsed(doc, groups, random() < 0.5),
    () => nudge(doc, parts, 1, 2),
    () => align(doc, parts, 'grid'),
    () => distribute(doc, parts, 'v'),
    () => newNote(doc, { x: 5, y: 5 }, text),
    () => changeNote(doc, notes[0] ?? 'none', { text }),
    () => changeNodes(doc, nodes, { timeout_minutes: Math.ceil(random() * 9) }),
    () => setProperties(doc, nodes, 'sql', text),
    () => setProperty(doc, first, 'sql', text),
    () => changeNode(doc, first, { name: text.slice(0, 9), description: text }),
    () => toggleDisabled(doc, nodes),
    () => togglePinned(doc, nodes),
    () => changeJob(doc, { priority: Math.floor(random() * 3) }),
    () =>
      changeEdge(doc, doc.edges[0] ? `${doc.edges[0].source}->${doc.edges[0].target}` : 'none', { condition: text }),
  ];
  return makers[Math.floor(random() * makers.length)]?.() ?? null;
}

describe('any sequence of commands', () => {
  for (let seed = 1; seed <= 12; seed += 1)
    test(`number ${seed} is taken back to the start and done again to the end, also after a reload`, () => {
      const random = randomly(seed * 7919);
      const start = job('abcdef', 'a->b', 'b->c', 'a->d', 'd->e');
      let now = 0;
      const store = new DocumentStore(start, () => now);
      for (let step = 0; step < 60; step += 1) {
        const command = anyCommand(store.get().doc, random);
        if (command) store.run(command);
        now += random() < 0.3 ? 100 : 5000;
      }
      const end = store.get().doc;
      const stored = JSON.parse(JSON.stringify({ doc: end, history: store.get().history }));
      const reloaded = new DocumentStore(start, () => now, { ...stored, savedMark: 0 });
      while (reloaded.undo());
      expect(reloaded.get().doc).toEqual(start);
      while (reloaded.redo());
      expect(reloaded.get().doc).toEqual(end);
    });
});

test('an empty history goes nowhere', () => {
  const { history, doc } = new DocumentStore(job('a')).get();
  expect(undo(history, doc)).toBeNull();
  expect(redo(history, doc)).toBeNull();
});
