/** React Flow wired to the document. The canvas only sends commands; what is drawn always comes from the document. */

import '@xyflow/react/dist/base.css';
import { Background, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useStore } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { LOOKS, shownStatus } from '../../lib/status';
import { DesignerKeys } from '../actions/DesignerKeys';
import { type RunMap, useDesigner, useDocument } from '../context';
import { exposeCanvas } from '../testing';
import { CanvasOverlays } from './CanvasOverlays';
import { EditTools, ZoomTools } from './CanvasTools';
import { CanvasContext, type CanvasShared } from './canvasContext';
import { DrawStore } from './drawStore';
import type { CanvasNode, LineEdge } from './flow';
import { edgeTypes, nodeTypes } from './kinds';
import { OverlayStore } from './overlayStore';
import { useCanvasFocus } from './useCanvasFocus';
import { useCanvasHandlers } from './useCanvasHandlers';
import { type Flow, useCanvasView } from './useCanvasView';
import { usePicture } from './usePicture';
import { MAX_ZOOM, MIN_ZOOM } from './viewport';

// Dragging with the left button selects then; the others move the canvas.
const OTHER_BUTTONS = [1, 2];
const MULTI_SELECT = ['Shift', 'Control', 'Meta'];
const CULL_FROM = 200;
// Its MIT licence leaves this free; THIRD_PARTY.md names React Flow and its authors.
const NO_ATTRIBUTION = { hideAttribution: true };

function zoomClass(zoom: number): string {
  if (zoom < 0.4) return 'zoom-far';
  return zoom < 0.8 ? 'zoom-mid' : 'zoom-near';
}

interface CanvasProps {
  /** The node runs, when the canvas shows an instance and is not for editing. */
  runs: RunMap | null;
  label: string;
  miniMap?: boolean;
}

function mapColour(node: CanvasNode): string {
  if (node.type !== 'card') return 'transparent';
  const { run } = node.data;
  if (run) return `var(--mr-st-${LOOKS[shownStatus(run)].hue})`;
  return node.selected ? 'var(--mr-accent-mark)' : 'var(--mr-bd-control)';
}

function Canvas({ runs, label, miniMap = true }: CanvasProps) {
  const { t } = useTranslation();
  const { host } = useDesigner();
  const { doc } = useDocument();
  const holder = useRef<HTMLElement>(null);
  const [flow, setFlow] = useState<Flow | null>(null);
  const flowRef = useRef<Flow | null>(null);
  const [mapShown, setMapShown] = useState(true);
  const editable = runs === null;
  const zoom = useStore((state) => zoomClass(state.transform[2]));
  const shared = useMemo<CanvasShared>(
    () => ({ overlays: new OverlayStore(), drawing: new DrawStore(), editable, holder }),
    [editable],
  );
  const handlers = useCanvasHandlers(flowRef, shared);
  const { nodes, lines } = usePicture(runs, handlers.moved, shared.drawing);
  const banding = useSyncExternalStore(shared.drawing.subscribe, () => shared.drawing.get().tool === 'select');
  const toggleMinimap = useCallback(() => setMapShown((shown) => !shown), []);
  const view = useCanvasView(flow, shared, toggleMinimap);
  const onInit = useCallback((made: Flow) => {
    flowRef.current = made;
    setFlow(made);
  }, []);
  const fitted = useRef(false);
  useEffect(() => {
    if (!flow || !view || fitted.current) return;
    fitted.current = true;
    view.showAll();
    return exposeCanvas(() => flow.getViewport());
  }, [flow, view]);
  const focus = useCanvasFocus();
  const labels = useMemo(() => ({ 'node.a11yDescription.default': t('canvas.node_help') }), [t]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas is one stop of Tab.
    <section
      ref={holder}
      tabIndex={0}
      className={`canvas grow ${zoom}`}
      aria-label={label}
      {...handlers.holder}
      {...focus}
    >
      {host === null && <DesignerKeys />}
      <CanvasContext value={shared}>
        <ReactFlow<CanvasNode, LineEdge>
          nodes={nodes}
          edges={lines}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onInit={onInit}
          {...handlers.flow}
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
          <Background gap={16} size={2} color="var(--mr-bg-canvas-dot)" />
          {editable && <EditTools />}
          <ZoomTools onFit={() => view?.showAll()} />
          {miniMap && mapShown && doc.nodes.length > 0 && (
            <MiniMap<CanvasNode>
              className="mini"
              nodeColor={mapColour}
              nodeStrokeWidth={0}
              nodeBorderRadius={8}
              maskColor="transparent"
              pannable
              ariaLabel={t('canvas.map')}
            />
          )}
          <CanvasOverlays />
        </ReactFlow>
      </CanvasContext>
      {editable && doc.nodes.length === 0 && (
        <div className="canvas-empty">
          <p className="b6">{t('canvas.empty_title')}</p>
          <p className="t2">{t('canvas.empty_text')}</p>
        </div>
      )}
    </section>
  );
}

export function DesignerCanvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}
