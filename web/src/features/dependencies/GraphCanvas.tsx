/** The graph drawn with React Flow, in layers from left to right. */

import '@xyflow/react/dist/base.css';
import {
  Background,
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import type { TextKey } from '../../lib/i18n';
import { isStatus, LOOKS } from '../../lib/status';
import type { Graph, GraphEdge, GraphJob } from './api';
import { GraphMap } from './GraphMap';
import {
  CARD_HEIGHT,
  CARD_WIDTH,
  frameOf,
  type Layout,
  layoutOf,
  linksOf,
  type Place,
  pairOf,
  pathOf,
  stepFrom,
} from './model';
import { useEdgeWords } from './words';

interface JobData extends Record<string, unknown> {
  job: GraphJob;
  chosen: boolean;
  faded: boolean;
  hit: boolean;
}

type JobNode = Node<JobData, 'job'>;
interface LineData extends Record<string, unknown> {
  way: readonly Place[];
  label: string;
  on: boolean;
  onOpen: () => void;
}

type Line = Edge<LineData, 'line'>;

const JobCard = memo(function JobCard({ data }: NodeProps<JobNode>) {
  const { t } = useTranslation();
  const { job } = data;
  const status = job.last_status !== null && isStatus(job.last_status) ? job.last_status : null;
  const classes = ['node', data.chosen && 'sel', data.faded && 'faded', data.hit && 'hit'];
  if (status) classes.push(`ns-${LOOKS[status].hue}`);
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      data-testid={`graph-job-${job.job_name}`}
      data-chosen={data.chosen}
      data-faded={data.faded}
      title={`${job.job_name}\n${job.sentence}\n${t(`schedule.state_${job.state}`)}`}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} className="port port-target" />
      <span className="nico">
        <NodeIcon icon="subjob" />
      </span>
      <span className="ntx">
        <span className="nn">{job.job_name}</span>
        <span className="nsub wst">
          {status && <StateIcon status={status} size={13} />}
          <span className="ell">{job.state === 'scheduling' ? job.sentence : t(`schedule.state_${job.state}`)}</span>
        </span>
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} className="port port-source" />
    </div>
  );
});

const ARROW = 7;

const DependencyLine = memo(function DependencyLine(props: EdgeProps<Line>) {
  const { data } = props;
  if (!data) return null;
  const tip = { x: props.targetX - ARROW, y: props.targetY };
  const { path, label } = pathOf({ x: props.sourceX, y: props.sourceY }, data.way, tip);
  const kind = data.on ? 'sel' : '';
  return (
    <>
      <BaseEdge id={props.id} path={path} className={`edge ${kind}`} interactionWidth={16} />
      <path className={`arrow ${kind}`} d={`M${tip.x} ${tip.y - 4.5}l${ARROW} 4.5l${-ARROW} 4.5z`} />
      {data.label !== '' && (
        <EdgeLabelRenderer>
          <button
            type="button"
            tabIndex={-1}
            className={`elab gline-label nodrag nopan ${data.on ? 'on' : ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
            title={data.label}
            onClick={data.onOpen}
          >
            <span className="ell">{data.label}</span>
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

const nodeTypes = { job: JobCard };
const edgeTypes = { line: DependencyLine };
const NO_ATTRIBUTION = { hideAttribution: true };
const CULL_FROM = 200;

interface GraphCanvasProps {
  graph: Graph;
  chosen: number | null;
  /** Jobs of the highlighted part; null: all of them. */
  lit: ReadonlySet<number> | null;
  search: string;
  edgeKey: string | null;
  onChoose: (id: number | null) => void;
  onEdge: (key: string) => void;
  onOpen: (id: number) => void;
}

const keyOf = (edge: GraphEdge) => pairOf(edge.upstream, edge.downstream);

function Canvas(props: GraphCanvasProps) {
  const { graph, chosen, lit, search, edgeKey, onChoose, onEdge, onOpen } = props;
  const { t } = useTranslation();
  const words = useEdgeWords();
  const holder = useRef<HTMLElement>(null);
  const [flow, setFlow] = useState<ReactFlowInstance<JobNode, Line> | null>(null);
  const zoom = useStore((state) => zoomClass(state.transform[2]));
  // States change often, the shape seldom: places are found again only when the shape is another one.
  const shape = JSON.stringify([graph.nodes.map((job) => job.job_id), graph.edges.map(keyOf)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const { layout, links } = useMemo(() => ({ layout: layoutOf(graph), links: linksOf(graph.edges) }), [shape]);
  const found = search.trim().toLowerCase();
  const nodes = useMemo(
    () =>
      graph.nodes.map((job): JobNode => {
        const hit = found !== '' && job.job_name.toLowerCase().includes(found);
        const faded = found !== '' ? !hit : lit !== null && !lit.has(job.job_id);
        return {
          id: String(job.job_id),
          type: 'job',
          position: { ...(layout.places.get(job.job_id) ?? { x: 0, y: 0 }) },
          width: CARD_WIDTH,
          height: CARD_HEIGHT,
          draggable: false,
          connectable: false,
          deletable: false,
          ariaLabel: labelOf(
            job,
            t(`schedule.state_${job.state}`),
            lastWord(job, (key) => t(key)),
          ),
          data: { job, chosen: job.job_id === chosen, faded, hit },
        };
      }),
    [graph.nodes, layout, chosen, lit, found, t],
  );
  const lines = graph.edges
    .filter((edge) => edge.upstream !== edge.downstream)
    .map((edge): Line => {
      const on = edgeKey === keyOf(edge);
      const dark = lit !== null && !(lit.has(edge.upstream) && lit.has(edge.downstream));
      return {
        id: keyOf(edge),
        type: 'line',
        source: String(edge.upstream),
        target: String(edge.downstream),
        data: {
          way: layout.ways.get(keyOf(edge)) ?? [],
          label: dark ? '' : words.label(edge),
          on,
          onOpen: () => onEdge(keyOf(edge)),
        },
        className: dark ? 'gline faded' : 'gline',
        focusable: false,
        deletable: false,
      };
    });
  const showAll = useCallback(() => {
    const { clientWidth = 0, clientHeight = 0 } = holder.current ?? {};
    if (flow && clientWidth > 0) void flow.setViewport(frameOf([...layout.places.values()], clientWidth, clientHeight));
  }, [flow, layout]);
  // Until somebody moves the picture it is kept whole, also when the panel beside it opens.
  const moved = useRef(false);
  useEffect(() => {
    moved.current = false;
    showAll();
    const watch = new ResizeObserver(() => {
      if (!moved.current) showAll();
    });
    if (holder.current) watch.observe(holder.current);
    return () => watch.disconnect();
  }, [showAll]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '1' && !event.ctrlKey && !event.metaKey) return showAll();
    const card = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node');
    const id = Number(card?.dataset.id);
    if (!card || !id) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (event.key === 'Enter' && id === chosen) onOpen(id);
      else onChoose(id);
    }
    if (event.key === 'Escape') onChoose(null);
    if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      event.stopPropagation();
      const next = stepFrom(layout, links, id, event.key);
      if (next !== null && flow) moveTo(flow, layout, next, holder.current);
    }
  };
  return (
    <section
      ref={holder}
      tabIndex={-1}
      className={`canvas grow graph-canvas ${zoom}`}
      aria-label={t('graph.label')}
      onKeyDownCapture={onKeyDown}
    >
      <ReactFlow<JobNode, Line>
        nodes={nodes}
        edges={lines}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={setFlow}
        onMove={(event) => {
          if (event) moved.current = true;
        }}
        onNodeClick={(_, node) => onChoose(Number(node.id))}
        onNodeDoubleClick={(_, node) => onOpen(Number(node.id))}
        onEdgeClick={(_, line) => onEdge(line.id)}
        onPaneClick={() => onChoose(null)}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable
        edgesFocusable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={2}
        onlyRenderVisibleElements={graph.nodes.length > CULL_FROM}
        proOptions={NO_ATTRIBUTION}
      >
        <Background gap={16} color="var(--mr-bg-canvas-dot)" />
        {graph.nodes.length > 12 && (
          <GraphMap spots={nodes.map((node) => ({ id: node.id, ...node.position, colour: mapColour(node) }))} />
        )}
      </ReactFlow>
      <Zoom onFit={showAll} />
    </section>
  );
}

function lastWord(job: GraphJob, say: (key: TextKey) => string): string {
  return job.last_status !== null && isStatus(job.last_status) ? say(LOOKS[job.last_status].word) : '';
}

const labelOf = (job: GraphJob, state: string, last: string) =>
  [job.job_name, job.sentence, state, last].filter(Boolean).join(', ');

function mapColour(node: JobNode): string {
  const last = node.data.job.last_status;
  if (node.data.chosen) return 'var(--mr-accent-mark)';
  return last !== null && isStatus(last) ? `var(--mr-st-${LOOKS[last].hue})` : 'var(--mr-bd-control)';
}

function zoomClass(zoom: number): string {
  if (zoom < 0.4) return 'zoom-far';
  return zoom < 0.8 ? 'zoom-mid' : 'zoom-near';
}

/** Brings a job into sight and gives it the focus; a card out of sight may not be drawn yet. */
function moveTo(flow: ReactFlowInstance<JobNode, Line>, layout: Layout, id: number, holder: HTMLElement | null): void {
  const place = layout.places.get(id);
  if (!place || !holder) return;
  const { x, y, zoom } = flow.getViewport();
  const left = place.x * zoom + x;
  const top = place.y * zoom + y;
  const seen =
    left > 0 &&
    top > 0 &&
    left + CARD_WIDTH * zoom < holder.clientWidth &&
    top + CARD_HEIGHT * zoom < holder.clientHeight;
  if (!seen) void flow.setCenter(place.x + CARD_WIDTH / 2, place.y + CARD_HEIGHT / 2, { zoom });
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      holder.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)?.focus({ preventScroll: true }),
    ),
  );
}

function Zoom({ onFit }: { onFit: () => void }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  const tool = (label: string, icon: React.ReactNode, onClick: () => void) => (
    <button type="button" className="ib sm" aria-label={label} title={label} onClick={onClick}>
      {icon}
    </button>
  );
  return (
    <div className="float float-zoom">
      {tool(t('tools.zoom_out'), <Minus size={16} />, () => void flow.zoomOut())}
      <span className="zoom-now tn s12">{Math.round(zoom * 100)}%</span>
      {tool(t('tools.zoom_in'), <Plus size={16} />, () => void flow.zoomIn())}
      <span className="vr" />
      {tool(t('tools.fit'), <Maximize size={16} />, onFit)}
    </div>
  );
}

export function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}
