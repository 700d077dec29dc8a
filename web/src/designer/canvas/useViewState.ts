/**
 * What of the view outlives the canvas: the part that is seen, by job and for this browser tab; the chosen nodes, in
 * the address. `?node=ID[,ID]` chooses and shows nodes, `?at=x,y,zoom` shows a place: both open from a link.
 */

import type { Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useDesigner } from '../context';
import { nodeById } from '../model/document';
import { nodeRect } from '../model/geometry';
import type { DocumentStore } from '../model/store';
import { type Frame, frameOf, MAX_ZOOM, MIN_ZOOM, revealed } from './viewport';

interface Size {
  width: number;
  height: number;
}

const ADDRESS_MS = 300;
/** More chosen nodes than these make no address one could send. */
const MOST_NAMED = 20;

function storedFrame(key: string | null): Frame | null {
  if (key === null) return null;
  try {
    return frameFrom(sessionStorage.getItem(key)?.split(','));
  } catch {
    return null;
  }
}

/** The place of `?at=x,y,zoom` is the middle of what is seen, so that it suits every size of window. */
function linkedFrame(text: string | null, { width, height }: Size): Frame | null {
  const at = frameFrom(text?.split(','));
  return at && { x: width / 2 - at.x * at.zoom, y: height / 2 - at.y * at.zoom, zoom: at.zoom };
}

function frameFrom(parts: readonly string[] | undefined): Frame | null {
  const [x, y, zoom] = (parts ?? []).map(Number);
  if (x === undefined || y === undefined || zoom === undefined) return null;
  if (![x, y, zoom].every(Number.isFinite) || zoom <= 0) return null;
  return { x, y, zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom)) };
}

/** What `?at=` says for a view: `x,y,zoom` of its middle. */
export function placeOfView(frame: Frame, { width, height }: Size): string {
  const x = Math.round((width / 2 - frame.x) / frame.zoom);
  const y = Math.round((height / 2 - frame.y) / frame.zoom);
  return `${x},${y},${Number(frame.zoom.toFixed(3))}`;
}

function firstFrame(store: DocumentStore, search: URLSearchParams, size: Size, key: string | null): Frame {
  const { doc, selection } = store.get();
  const linked = linkedFrame(search.get('at'), size);
  if (linked) return linked;
  const frame = storedFrame(key) ?? frameOf(doc.nodes, size.width, size.height, doc.notes);
  const [named] = search.get('node')?.split(',') ?? [];
  const node = named === undefined ? undefined : nodeById(doc, named);
  if (!node || (key === null && selection.nodes.includes(node.id) && frame.zoom >= MIN_ZOOM * 8)) return frame;
  return revealed(frame, nodeRect(node), size.width, size.height) ?? frame;
}

export function useViewState(store: DocumentStore, size: Size, editable: boolean) {
  const { host } = useDesigner();
  const [search] = useSearchParams();
  const key = editable && host ? `millrace_view_${host.jobId}` : null;
  const [first] = useState(() => firstFrame(store, search, size, key));
  useAddress(store, editable);
  const remember = useCallback(
    (_event: unknown, { x, y, zoom }: Viewport) => {
      if (key === null) return;
      try {
        sessionStorage.setItem(key, [x, y, zoom].join());
      } catch {
        // Storage may be full or forbidden; then the view is not remembered.
      }
    },
    [key],
  );
  return { first, remember };
}

/** The chosen nodes stand in the address; an address with nodes chooses them. Instances do this themselves. */
function useAddress(store: DocumentStore, editable: boolean): void {
  const [search, setSearch] = useSearchParams();
  const { view } = useDesigner();
  const wanted = search.get('node') ?? '';
  // An address we wrote arrives later, when something else may be chosen already.
  const written = useRef(named(store.get().selection.nodes));
  useEffect(() => {
    if (!editable || wanted === '' || wanted === written.current) return;
    const { doc, selection } = store.get();
    const ids = wanted.split(',').filter((id) => nodeById(doc, id));
    if (ids.length === 0 || ids.join() === named(selection.nodes)) return;
    store.select({ nodes: ids });
    const [first] = ids;
    if (first !== undefined) view.current?.reveal(first, false);
  }, [store, editable, wanted, view]);
  useEffect(() => {
    if (!editable) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      const now = named(store.get().selection.nodes);
      clearTimeout(timer);
      if (now === written.current) return;
      timer = setTimeout(() => {
        written.current = now;
        setSearch(
          (old) => {
            const next = new URLSearchParams(old);
            if (now) next.set('node', now);
            else next.delete('node');
            next.delete('at');
            return next;
          },
          { replace: true, preventScrollReset: true },
        );
      }, ADDRESS_MS);
    };
    const stop = store.subscribe(write);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, editable, setSearch]);
}

function named(ids: readonly string[]): string {
  return ids.length > MOST_NAMED ? '' : ids.join();
}

const MAP_KEY = 'millrace_minimap';

/** Whether the map is shown; the choice holds for all jobs. */
export function useMapShown(offered: boolean): [boolean, () => void] {
  const [shown, setShown] = useState(() => localStorage.getItem(MAP_KEY) !== 'off');
  const toggle = useCallback(() => {
    setShown((old) => {
      localStorage.setItem(MAP_KEY, old ? 'off' : 'on');
      return !old;
    });
  }, []);
  return [offered && shown, toggle];
}
