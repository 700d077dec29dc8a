import { expect, test } from 'vitest';
import { escaped, pictureOf } from './picture';
import { edge, group, having, job } from './testing';

const colours = {
  background: '#fff',
  card: '#fff',
  border: '#888',
  text: '#000',
  dim: '#666',
  edge: '#888',
  group: '#eee',
  note: '#ffc',
};
const options = { colours, font: 'Inter' };

test('texts are escaped, and signs that no XML may hold are replaced', () => {
  expect(escaped(`<a href="x">'&'\u0000</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\ufffd&lt;/a&gt;');
});

test('a job is drawn with all its parts', () => {
  const doc = {
    ...having(job('abcd', edge('a->b', { condition: '#{x < 1}' }), 'b->c', 'a->d'), {
      a: { name: '<script>alert(1)</script> and a very long name', dry_run: true },
      c: { group: 'g1' },
      d: { group: 'g2' },
    }),
    groups: [group('g1', { name: 'Open' }), group('g2', { name: 'Folded', collapsed: true })],
    notes: [{ id: 'c1', text: 'one\ntwo', position: { x: -300, y: 0 }, width: 240, height: 120 }],
  };
  const more = {
    ...options,
    summary: (id: string) => `about ${id}`,
    icon: () => '<circle r="3"/>',
    state: (id: string) => (id === 'b' ? 'green' : null),
  };
  const { svg, width } = pictureOf(doc, more);
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(parsed.querySelector('script')).toBeNull();
  for (const text of [
    '#{x &lt; 1}',
    'Open',
    'Folded',
    'about b',
    '>two<',
    '<circle r="3"/>',
    'fill="green"',
    'stroke-dasharray="4 3"',
  ])
    expect(svg).toContain(text);
  expect(width).toBeGreaterThan(400);
});

test('a plain picture names the type of each node', () => {
  expect(pictureOf(job('a'), options).svg).toContain('>shell<');
});

test('a job without anything is an empty picture', () => {
  expect(pictureOf(job(''), options)).toMatchObject({ width: 64, height: 64 });
});
