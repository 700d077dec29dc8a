/** Reads the text of a clipboard. It may come from anywhere: every field is looked at, and all or nothing is taken. */

import {
  type CanvasGroup,
  type CanvasNote,
  fillDefinition,
  fillNode,
  fillParameter,
  type JobEdge,
  type JobNode,
  type Parameter,
  type Position,
} from '../../lib/definition';
import { edgeKey } from './changes';
import { findCycle } from './graph';
import { NOTE_HEIGHT, NOTE_WIDTH } from './notes';

export const MARK = 'millrace_nodes';
const MAX_TEXT = 10_000_000;
const MAX_PARTS = 5000;
const MAX_DEPTH = 60;
const MAX_PLACE = 1_000_000;
const MAX_ID = 200;

/** What is copied, in the shape of a definition. */
export interface Clip {
  readonly nodes: readonly JobNode[];
  readonly edges: readonly JobEdge[];
  readonly groups: readonly CanvasGroup[];
  readonly notes: readonly CanvasNote[];
  /** The parameters that the nodes use; masked ones without their value. */
  readonly params: readonly Parameter[];
  /** Names of the connections that the nodes use. */
  readonly connections: readonly string[];
}

/** `no_clip`: some other text. `damaged`: a clip with wrong parts. `cycle`: its edges run in a circle. */
export type ClipRefusal = 'no_clip' | 'damaged' | 'too_large' | 'cycle';

type Fields = Readonly<Record<string, unknown>>;

class Damaged extends Error {}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON without what is no data: keys that reach prototypes, and nests that are too deep. */
function cleaned(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Damaged();
  if (Array.isArray(value)) return value.map((inner: unknown) => cleaned(inner, depth + 1));
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(kept.map(([key, inner]) => [key, cleaned(inner, depth + 1)]));
}

export function readClip(text: string): Clip | ClipRefusal {
  if (!text.trimStart().startsWith('{') || !text.includes(MARK)) return 'no_clip';
  if (text.length > MAX_TEXT) return 'too_large';
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return 'no_clip';
  }
  if (!isFields(raw) || !Object.hasOwn(raw, MARK)) return 'no_clip';
  try {
    return fromFields(cleaned(raw, 0) as Fields);
  } catch (error) {
    if (error instanceof Damaged) return 'damaged';
    throw error;
  }
}

function fromFields(raw: Fields): Clip | ClipRefusal {
  const nodes = listOf(raw.nodes);
  const edges = listOf(raw.edges);
  const groups = listOf(raw.groups);
  const notes = listOf(raw.notes);
  const params = listOf(raw.params);
  if (nodes.length > MAX_PARTS || notes.length > MAX_PARTS || groups.length > MAX_PARTS) return 'too_large';
  if (nodes.length + notes.length === 0) return 'no_clip';
  const clip: Clip = {
    nodes: unique(nodes.map(nodeOf)),
    edges: [],
    groups: unique(groups.map(groupOf)),
    notes: unique(notes.map(noteOf)),
    params: params.flatMap(paramOf),
    connections: Array.isArray(raw.connections) ? raw.connections.filter(isText) : [],
  };
  const full = { ...clip, edges: edgesOf(edges, new Set(clip.nodes.map((node) => node.id))) };
  return findCycle(fillDefinition({ nodes: full.nodes, edges: full.edges })) ? 'cycle' : full;
}

function listOf(value: unknown): readonly Fields[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isFields)) throw new Damaged();
  return value;
}

function unique<P extends { readonly id: string }>(parts: P[]): P[] {
  if (new Set(parts.map((part) => part.id)).size < parts.length) throw new Damaged();
  return parts;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function idOf(value: unknown): string {
  if (!isText(value) || value === '' || value.length > MAX_ID) throw new Damaged();
  return value;
}

function textOf(value: unknown, otherwise = ''): string {
  return isText(value) ? value : otherwise;
}

function numberOf(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : otherwise;
}

function wholeOf(value: unknown, least: number, most: number, otherwise: number): number {
  return Math.round(numberOf(value, least, most, otherwise));
}

function oneOf<V extends string>(value: unknown, values: readonly V[], otherwise: V): V {
  return values.find((known) => known === value) ?? otherwise;
}

function placeOf(value: unknown): Position | null {
  if (!isFields(value)) return null;
  const [x, y] = [value.x, value.y].map((part) => numberOf(part, -MAX_PLACE, MAX_PLACE, Number.NaN));
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number } : null;
}

function codesOf(value: unknown): [number, number][] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (pair): pair is [number, number] =>
      Array.isArray(pair) && pair.length === 2 && pair.every((code) => Number.isInteger(code)),
  );
}

function nodeOf(raw: Fields): JobNode {
  const type = idOf(raw.type);
  const retry = isFields(raw.retry) ? raw.retry : {};
  const defaults = fillNode({ id: idOf(raw.id), name: textOf(raw.name) || type, type });
  return {
    ...raw,
    ...defaults,
    properties: isFields(raw.properties) ? raw.properties : {},
    position: placeOf(raw.position),
    description: textOf(raw.description),
    fail_policy: oneOf(raw.fail_policy, ['FAIL', 'FAIL_CHILD', 'IGNORE', 'SUSPEND'], 'FAIL'),
    retry: {
      times: wholeOf(retry.times, 0, 5, 0),
      interval_seconds: wholeOf(retry.interval_seconds, 0, 120, 120),
      on_timeout: retry.on_timeout === true,
      codes: codesOf(retry.codes),
    },
    timeout_minutes: numberOf(raw.timeout_minutes, Number.MIN_VALUE, 1440, defaults.timeout_minutes),
    dry_run: raw.dry_run === true,
    after_loss: oneOf(raw.after_loss, ['default', 'fail', 'run_again', 'ask'], 'default'),
    queue: textOf(raw.queue),
    memory_limit_mb: wholeOf(raw.memory_limit_mb, 16, Number.MAX_SAFE_INTEGER, 0) || null,
    nice: wholeOf(raw.nice, 0, 19, 0),
    group: textOf(raw.group) || null,
    pinned: raw.pinned === true,
  };
}

/** Edges among the nodes; a second one between two nodes, and one of a node to itself, are none. */
function edgesOf(raw: readonly Fields[], ids: ReadonlySet<string>): JobEdge[] {
  const keys = new Set<string>();
  return raw.flatMap((fields) => {
    const ends = { source: idOf(fields.source), target: idOf(fields.target) };
    const key = edgeKey(ends);
    const fits = ids.has(ends.source) && ids.has(ends.target) && ends.source !== ends.target && !keys.has(key);
    keys.add(key);
    if (!fits) return [];
    const condition = textOf(fields.condition) || null;
    const on_false = oneOf(fields.on_false, ['skip_all', 'skip_next'], 'skip_all');
    return [{ ...fields, ...ends, condition, on_false, description: textOf(fields.description) }];
  });
}

function groupOf(raw: Fields): CanvasGroup {
  const parent = textOf(raw.parent) || null;
  return { ...raw, id: idOf(raw.id), name: textOf(raw.name).slice(0, 128), parent, collapsed: raw.collapsed === true };
}

function noteOf(raw: Fields): CanvasNote {
  return {
    ...raw,
    id: idOf(raw.id),
    text: textOf(raw.text).slice(0, 20_000),
    position: placeOf(raw.position) ?? { x: 0, y: 0 },
    width: numberOf(raw.width, 40, 4000, NOTE_WIDTH),
    height: numberOf(raw.height, 24, 4000, NOTE_HEIGHT),
  };
}

const PARAMETER_NAME = /^[A-Za-z0-9._-]{1,128}$/;

function paramOf(raw: Fields): Parameter[] {
  const name = textOf(raw.name);
  if (!PARAMETER_NAME.test(name)) return [];
  const masked = raw.masked === true;
  return [
    fillParameter({
      name,
      value: masked ? '' : textOf(raw.value),
      kind: oneOf<Parameter['kind']>(raw.kind, ['variable', 'constant'], 'variable'),
      masked,
      description: textOf(raw.description),
    }),
  ];
}
