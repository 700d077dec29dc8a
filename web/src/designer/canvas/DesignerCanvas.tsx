/** React Flow wired to the document. The canvas only sends commands; what is drawn always comes from the document. */

import '@xyflow/react/dist/base.css';
import {
  applyNodeChanges,
  Background,
  type Connection,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useStore,
} from '@xyflow/react';
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOOKS, shownStatus } from '../../lib/status';
import { onCanvasKey } from '../actions/canvasKeys';
import { addNodeOfType } from '../actions/nodes';
import { NODE_DRAG_TYPE, type RunMap, useDesigner, useDocument } from '../context';
import { connect, moveNodes } from '../model/commands';
import { connectRefusal, GRID } from '../model/document';
import { exposeCanvas } from '../testing';
import { EditTools, ZoomTools } from './CanvasTools';
import { ConditionEdge } from './ConditionEdge';
import { type CardNode, cardsOf, type LineEdge, linesOf } from './flow';
import { NodeCard } from './NodeCard';
import { fitAll } from './viewport';

const nodeTypes = { card: NodeCard };
const edgeTypes = { line: ConditionEdge };
const SNAP: [number, number] = [GRID / 2, GRID / 2];
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

function mapColour(node: CardNode): string {
  const { run } = node.data;
  if (run) return `var(--mr-st-${LOOKS[shownStatus(run)].hue})`;
  return node.selected ? 'var(--mr-accent-mark)' : 'var(--mr-bd-control)';
}

function Canvas({ runs, label, miniMap = true }: CanvasProps) {
  const { t } = useTranslation();
  const { store, types, problems } = useDesigner();
  const { doc, selection } = useDocument();
  const holder = useRef<HTMLElement>(null);
  const [flow, setFlow] = useState<ReactFlowInstance<CardNode, LineEdge> | null>(null);
  const editable = runs === null;
  const zoom = useStore((state) => zoomClass(state.transform[2]));
  const picture = useMemo(() => ({ doc, types, problems, runs, selection }), [doc, types, problems, runs, selection]);
  const [cards, setCards] = useState<CardNode[]>(() => cardsOf(picture));
  const lines = useMemo(() => linesOf(picture), [picture]);
  useEffect(() => setCards((old) => keepMeasures(cardsOf(picture), old)), [picture]);

  const showAll = useCallback(() => {
    if (flow && holder.current) fitAll(flow, store.get().doc, holder.current);
  }, [flow, store]);
  const fitted = useRef(false);
  useEffect(() => {
    if (!flow || fitted.current) return;
    fitted.current = true;
    showAll();
    return exposeCanvas(() => flow.getViewport());
  }, [flow, showAll]);

  const onNodesChange = (changes: NodeChange<CardNode>[]) => {
    setCards((old) =>
      applyNodeChanges(
        changes.filter((c) => c.type !== 'select' && c.type !== 'remove'),
        old,
      ),
    );
    const picked = changes.filter((change) => change.type === 'select');
    if (picked.length === 0) return;
    const nodes = new Set(store.get().selection.nodes);
    for (const { id, selected } of picked) selected ? nodes.add(id) : nodes.delete(id);
    store.select({ ...store.get().selection, nodes: [...nodes] });
  };
  const onEdgesChange = (changes: EdgeChange<LineEdge>[]) => {
    const picked = changes.filter((change) => change.type === 'select');
    if (picked.length === 0) return;
    const edges = new Set(store.get().selection.edges);
    for (const { id, selected } of picked) selected ? edges.add(id) : edges.delete(id);
    store.select({ ...store.get().selection, edges: [...edges] });
  };
  const onDragStop = (_event: unknown, _node: CardNode, moved: CardNode[]) => {
    const places = new Map(moved.map((node) => [node.id, node.position]));
    const real = moved.some(({ id, position }) => {
      const old = store.get().doc.nodes.find((node) => node.id === id)?.position;
      return old?.x !== position.x || old?.y !== position.y;
    });
    if (real) store.run(moveNodes(store.get().doc, places));
  };
  const allowed = ({ source, target }: { source: string | null; target: string | null }) =>
    source !== null && target !== null && connectRefusal(store.get().doc, source, target) === null;
  const onConnect = ({ source, target }: Connection) => {
    if (allowed({ source, target })) store.run(connect(store.get().doc, source, target));
  };
  const onDrop = (event: DragEvent) => {
    const type = types.get(event.dataTransfer.getData(NODE_DRAG_TYPE));
    if (!type || !flow || !editable) return;
    event.preventDefault();
    addNodeOfType(store, type, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }), true);
  };
  const onDragOver = (event: DragEvent) => {
    if (!editable || !event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '1' && !event.ctrlKey && !event.metaKey) showAll();
    else if (editable) onCanvasKey(store, event);
  };

  return (
    <section
      ref={holder}
      tabIndex={-1}
      className={`canvas grow ${zoom}`}
      aria-label={label}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onKeyDown={onKeyDown}
    >
      <ReactFlow<CardNode, LineEdge>
        nodes={cards}
        edges={lines}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={setFlow}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={onDragStop}
        onConnect={onConnect}
        isValidConnection={allowed}
        connectionRadius={30}
        nodesConnectable={editable}
        nodesDraggable={editable}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.1}
        maxZoom={2}
        deleteKeyCode={null}
        disableKeyboardA11y={false}
        multiSelectionKeyCode={['Control', 'Meta']}
        onlyRenderVisibleElements={doc.nodes.length > CULL_FROM}
        zoomOnDoubleClick={false}
        proOptions={NO_ATTRIBUTION}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('canvas.node_help') }}
      >
        <Background gap={16} size={2} color="var(--mr-bg-canvas-dot)" />
        {editable && <EditTools />}
        <ZoomTools onFit={showAll} />
        {miniMap && doc.nodes.length > 0 && (
          <MiniMap<CardNode>
            className="mini"
            nodeColor={mapColour}
            nodeStrokeWidth={0}
            nodeBorderRadius={8}
            maskColor="transparent"
            pannable
            ariaLabel={t('canvas.map')}
          />
        )}
      </ReactFlow>
      {editable && doc.nodes.length === 0 && (
        <div className="canvas-empty">
          <p className="b6">{t('canvas.empty_title')}</p>
          <p className="t2">{t('canvas.empty_text')}</p>
        </div>
      )}
    </section>
  );
}

/** React Flow puts what it measured into its nodes; without it a node would be hidden for a frame. */
function keepMeasures(fresh: CardNode[], old: readonly CardNode[]): CardNode[] {
  const before = new Map(old.map((node) => [node.id, node]));
  return fresh.map((node) => {
    const measured = before.get(node.id)?.measured;
    return measured ? { ...node, measured } : node;
  });
}

export function DesignerCanvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}
