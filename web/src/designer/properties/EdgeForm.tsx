/** What an edge says: its condition, what an unmet one skips, a note. In the panel and beside the line. */

import { Radio } from '@mantine/core';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ElInput } from '../../forms/el/ElInput';
import { FieldFrame } from '../../forms/FieldFrame';
import { useLiveValue } from '../../forms/live/context';
import { hasEl } from '../../forms/schema';
import type { JobEdge, OnFalse } from '../../lib/definition';
import { minute } from '../../lib/time';
import { useDesigner, useDocument } from '../context';
import { edgeKey } from '../model/changes';
import { changeEdge, type EdgePatch } from '../model/commands';
import { nodeById } from '../model/document';
import { usePlanTimes } from './LiveScope';
import { NotesField } from './NotesField';
import { ofEdge } from './nodeProblems';
import { PlanTimePicker } from './PlanTimePicker';
import { useFieldErrors } from './useFieldErrors';

const CHOICES: readonly OnFalse[] = ['skip_all', 'skip_next'];

export function useEdgeNames(edge: JobEdge): { source: string; target: string } {
  const { doc } = useDocument();
  const name = (id: string) => nodeById(doc, id)?.name ?? id;
  return { source: name(edge.source), target: name(edge.target) };
}

export function EdgeForm({ edge, withNote = false }: { edge: JobEdge; withNote?: boolean }) {
  const { t } = useTranslation();
  const { store, problems, host } = useDesigner();
  const { doc } = useDocument();
  const id = useId();
  const key = edgeKey(edge);
  const names = useEdgeNames(edge);
  const index = doc.edges.findIndex((one) => edgeKey(one) === key);
  const mine = useMemo(() => ofEdge(problems, index), [problems, index]);
  const error = useFieldErrors(mine, `edges.${index}`).get('condition');
  const readOnly = host?.readOnly;
  const change = (patch: EdgePatch) => store.run(changeEdge(store.get().doc, key, patch));
  const others = doc.edges.filter((one) => one.target === edge.target && one.condition !== null);
  return (
    <>
      <FieldFrame
        label={t('edge.condition')}
        forId={`${id}-condition`}
        help={t('edge.condition_help')}
        error={error}
        aside={<PlanTimePicker />}
        below={edge.condition && error === undefined && <Verdict text={edge.condition} />}
      >
        <ElInput
          id={`${id}-condition`}
          mono
          multiline
          minRows={2}
          dataField={`edges.${index}.condition`}
          testId="edge-condition"
          value={edge.condition ?? ''}
          placeholder={t('edge.always')}
          invalid={error !== undefined}
          readOnly={readOnly}
          onChange={(text) => change({ condition: text === '' ? null : text })}
        />
      </FieldFrame>
      {edge.condition !== null && (
        <Radio.Group
          label={t('edge.on_false')}
          value={edge.on_false}
          readOnly={readOnly}
          onChange={(value) => change({ on_false: value as OnFalse })}
        >
          <div className="col radios">
            {CHOICES.map((choice) => (
              <Radio
                key={choice}
                value={choice}
                label={t(`edge.${choice}`)}
                description={t(`edge.${choice}_help`, { target: names.target })}
              />
            ))}
          </div>
        </Radio.Group>
      )}
      {others.length > 1 && edge.condition !== null && (
        <p className="banner-note s12 t2">
          {t(`edge.several_${doc.multi_if}`, { count: others.length, target: names.target })}
        </p>
      )}
      {withNote && (
        <NotesField
          label={t('edge.note')}
          dataField={`edges.${index}.description`}
          value={edge.description}
          readOnly={readOnly}
          minRows={3}
          onChange={(description) => change({ description })}
        />
      )}
    </>
  );
}

/** "would be true at 2026-11-22 03:00" */
function Verdict({ text }: { text: string }) {
  const { t } = useTranslation();
  const plan = usePlanTimes();
  const state = useLiveValue(hasEl(text) ? text : null);
  if (!hasEl(text)) {
    const verdict = text.trim().toLowerCase() === 'true' ? 'edge.constant_true' : 'edge.constant_false';
    return <span className="live">{t(verdict)}</span>;
  }
  if (!state) return null;
  if (state.failed && !state.answer) return <span className="live t3">{t('live.failed')}</span>;
  const { answer } = state;
  if (!answer) return <span className="live t3">{'\u2026'}</span>;
  if (!answer.ok) {
    return (
      <span className="live live-bad st-warning">
        {answer.column ? t('live.error_at', { column: answer.column, message: answer.message ?? '' }) : answer.message}
      </span>
    );
  }
  const value = (answer.text ?? '').trim();
  const met = value.toLowerCase() === 'true';
  const plain = met || value.toLowerCase() === 'false';
  const instance = /getNode|getRunningData|getInsertJobId/.test(text) ? plan?.instance() : null;
  return (
    <span className={`live edge-verdict ${state.old ? 'live-old' : ''}`} data-testid="edge-verdict">
      <span>
        {plan?.at
          ? t(met ? 'edge.would_be_true' : 'edge.would_be_false', { time: minute(plan.at, plan.zone) })
          : t(met ? 'edge.true_now' : 'edge.false_now')}
        {!plain && ` ${t('edge.gives', { value: value.slice(0, 80) })}`}
        {instance ? ` ${t('edge.with_outputs', { instance })}` : ''}
      </span>
    </span>
  );
}
