/** React Flow wired to the document. The canvas only sends commands; what is drawn always comes from the document. */

import '@xyflow/react/dist/base.css';
import { Button, Kbd } from '@mantine/core';
import { Background, ReactFlow, ReactFlowProvider, SelectionMode, useStore } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useLate } from '../../lib/late';
import { DesignerKeys } from '../actions/DesignerKeys';
import { type RunMap, useDesigner, useDocument } from '../context';
import { exposeCanvas } from '../testing';
import { CanvasOverlays } from './CanvasOverlays';
import { EditTools, ZoomTools } from './CanvasTools';
import { CanvasContext, type CanvasShared } from './canvasContext';
import { DrawStore } from './drawStore';
import { EdgeLayer } from './EdgeLayer';
import type { CanvasNode, LineEdge } from './flow';
import { edgeTypes, nodeTypes } from './kinds';
import { miniMap as lateMap } from './later';
import { LevelContext, levelOf } from './level';
import { OverlayStore } from './overlayStore';
import { RefusedMarks } from './RefusedMarks';
import { useCalmRuns } from './useCalmRuns';
import { useCanvasFocus } from './useCanvasFocus';
import { useCanvasHandlers } from './useCanvasHandlers';
import { type Flow, useCanvasView } from './useCanvasView';
import { usePicture } from './usePicture';
import { useLiveEdges, useSeenEdges } from './useSeenEdges';
import { useMapShown, useViewState } from './useViewState';
import { type Frame, MAX_ZOOM, MIN_ZOOM } from './viewport';

// Dragging with the left button selects then; the others move the canvas.
const OTHER_BUTTONS = [1, 2];
const MULTI_SELECT = ['Shift', 'Control', 'Meta'];
const CULL_FROM = 200;
/** So many edges may move at once. */
const MOST_MOVING = 20;
// Its MIT licence leaves this free; THIRD_PARTY.md names React Flow and its authors.
const NO_ATTRIBUTION = { hideAttribution: true };

interface CanvasProps {
  /** The node runs, when the canvas shows an instance and is not for editing. */
  runs: RunMap | null;
  label: string;
  miniMap?: boolean;
}

/** Its size is known before anything is drawn: what is out of sight is then never mounted, not even once. */
export function DesignerCanvas(props: CanvasProps) {
  const outer = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useLayoutEffect(() => {
    if (outer.current) setSize({ width: outer.current.clientWidth, height: outer.current.clientHeight });
  }, []);
  return (
    <div ref={outer} className="canvas-frame grow">
      {size && (
        <ReactFlowProvider initialWidth={size.width} initialHeight={size.height}>
          <Canvas {...props} size={size} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

function Canvas({ runs, label, miniMap = true, size }: CanvasProps & { size: { width: number; height: number } }) {
  const { t } = useTranslation();
  const { store, host } = useDesigner();
  const { doc, selection } = useDocument();
  const holder = useRef<HTMLElement>(null);
  const [flow, setFlow] = useState<Flow | null>(null);
  const flowRef = useRef<Flow | null>(null);
  const editable = runs === null;
  const shared = useMemo<CanvasShared>(
    () => ({ overlays: new OverlayStore(), drawing: new DrawStore(), editable, holder }),
    [editable],
  );
  const banding = useSyncExternalStore(shared.drawing.subscribe, () => shared.drawing.get().tool === 'select');
  const calm = useCalmRuns(runs);
  const handlers = useCanvasHandlers(flowRef, shared);
  const { nodes, lines } = usePicture(calm, handlers.moved, shared.drawing);
  const { first, remember } = useViewState(store, size, editable);
  const level = useLevelOf(flow ? null : first);
  const live = useLiveEdges(lines, handlers.moved);
  const edges = useSeenEdges(lines, live, level === 'far');
  const many = useMemo(() => lines.filter((line) => line.data?.state === 'active').length > MOST_MOVING, [lines]);
  const [mapShown, toggleMinimap] = useMapShown(miniMap);
  const MiniMap = useLate(lateMap, mapShown);
  const view = useCanvasView(flow, shared, toggleMinimap, calm);
  const onInit = useCallback((made: Flow) => {
    flowRef.current = made;
    setFlow(made);
  }, []);
  useEffect(() => (flow ? exposeCanvas(() => flow.getViewport()) : undefined), [flow]);
  const focus = useCanvasFocus();
  const labels = useMemo(
    () => ({ 'node.a11yDescription.default': t(editable ? 'canvas.node_help' : 'canvas.read_help') }),
    [t, editable],
  );

  return (
    <section
      ref={holder}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes keys; Tab enters it here.
      tabIndex={0}
      className={`canvas grow zoom-${level} ${many ? 'still' : ''}`}
      aria-label={label}
      {...handlers.holder}
      {...focus}
    >
      {host === null && <DesignerKeys />}
      <CanvasContext value={shared}>
        <LevelContext value={level}>
          <ReactFlow<CanvasNode, LineEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={onInit}
            {...handlers.flow}
            onMoveEnd={remember}
            defaultViewport={first}
            connectionRadius={30}
            nodesConnectable={editable}
            nodesDraggable={editable}
            panOnDrag={banding ? OTHER_BUTTONS : true}
            selectionOnDrag={banding}
            selectionMode={SelectionMode.Partial}
            minZoom={MIN_ZOOM}
            maxZoom={MAX_ZOOM}
            deleteKeyCode={null}
            disableKeyboardA11y
            nodesFocusable={false}
            edgesFocusable={false}
            multiSelectionKeyCode={MULTI_SELECT}
            onlyRenderVisibleElements={doc.nodes.length > CULL_FROM}
            zoomOnDoubleClick={false}
            proOptions={NO_ATTRIBUTION}
            ariaLabelConfig={labels}
          >
            {level === 'far' ? (
              <EdgeLayer nodes={nodes} lines={lines} live={live} />
            ) : (
              <Background gap={16} size={2} color="var(--mr-bg-canvas-dot)" />
            )}
            {editable && <EditTools />}
            <ZoomTools view={view} mapShown={mapShown} />
            {MiniMap && mapShown && doc.nodes.length > 0 && (
              <MiniMap flow={flow} doc={doc} selected={selection.nodes} runs={calm} />
            )}
            {editable && <RefusedMarks />}
            <CanvasOverlays />
          </ReactFlow>
        </LevelContext>
      </CanvasContext>
      {editable && doc.nodes.length === 0 && (
        <div className="canvas-empty">
          <p className="b6">{t('canvas.empty_title')}</p>
          <p className="t2">{t('canvas.empty_text')}</p>
          <EmptyAction onAdd={() => view?.quickAdd({})} />
        </div>
      )}
    </section>
  );
}

function EmptyAction({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      className="canvas-empty-add"
      leftSection={<Plus size={14} aria-hidden="true" />}
      rightSection={<Kbd>N</Kbd>}
      onClick={onAdd}
      data-testid="empty-add"
    >
      {t('canvas.empty_add')}
    </Button>
  );
}

/** Before React Flow knows its view, that of the frame it will begin with. */
function useLevelOf(first: Frame | null) {
  const level = useStore((state) => levelOf(state.transform[2]));
  return first ? levelOf(first.zoom) : level;
}
