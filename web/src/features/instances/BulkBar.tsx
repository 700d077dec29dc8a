/** What can be done with the chosen instances; each button says how many of them it touches. */

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, keys, usePermission } from '../../api/queries';
import type { CommandKind, InstanceSummary } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { commandMany, type Outcomes } from './api';
import { ICONS } from './CommandBar';
import { BULK } from './commands';
import { InstanceNames } from './InstanceNames';
import { RerunDialog } from './RerunDialog';

const MOST_AT_ONCE = 1000;

interface BulkBarProps {
  chosen: readonly InstanceSummary[];
  /** The rows that are loaded and not chosen yet. */
  rest: number;
  onAll: () => void;
  onClear: () => void;
  onDone: (kind: CommandKind, outcomes: Outcomes) => void;
}

export function BulkBar({ chosen, rest, onAll, onClear, onDone }: BulkBarProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const allowed = usePermission('instance.operate');
  const [asking, setAsking] = useState<CommandKind | null>(null);
  const command = useMutation({
    mutationFn: ({ kind, rows }: { kind: CommandKind; rows: readonly InstanceSummary[] }) =>
      commandMany(
        rows.map((row) => row.id),
        kind,
      ),
    onSuccess: (outcomes, { kind }) => {
      setAsking(null);
      onDone(kind, outcomes);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.instances(currentWorkspace()) }),
  });
  const touched = (kind: CommandKind) =>
    chosen.filter((row) => BULK.find((one) => one.kind === kind)?.fits(row)).slice(0, MOST_AT_ONCE);
  const names = [...new Set(chosen.map((row) => row.job_name))].join(', ');
  const operations = BULK.map((one) => ({ ...one, rows: touched(one.kind) })).filter((one) => one.rows.length > 0);
  return (
    <div className="bulkbar" role="toolbar" aria-label={t('bulk.label')}>
      <span className="b5 tn" role="status">
        {t('bulk.selected', { count: chosen.length })}
      </span>
      <span className="t2 s12 ell bulknames" title={names}>
        {names}
      </span>
      {rest > 0 && (
        <button type="button" className="link s12" onClick={onAll}>
          {t('bulk.all', { count: rest + chosen.length })}
        </button>
      )}
      <i className="vr" />
      {operations.map(({ kind, asks, rows }) => {
        const Icon = ICONS[kind];
        return (
          <Button
            key={kind}
            className={kind === 'stop' ? 'danger' : ''}
            leftSection={<Icon size={14} />}
            disabled={!allowed || command.isPending}
            data-testid={`bulk-${kind}`}
            onClick={() => {
              command.reset();
              if (asks) setAsking(kind);
              else command.mutate({ kind, rows });
            }}
          >
            {t(`operation.${kind}`)} {rows.length}
          </Button>
        );
      })}
      {operations.length === 0 && <span className="t3 s12">{t('bulk.nothing')}</span>}
      <button type="button" className="ib" aria-label={t('bulk.clear')} title={t('bulk.clear')} onClick={onClear}>
        <X size={16} />
      </button>
      {command.error && asking === null && (
        <div className="bulkerror">
          <ErrorBox title={t('operation.failed')} error={command.error} />
        </div>
      )}
      {asking === 'rerun' && (
        <RerunDialog
          rows={touched('rerun')}
          onClose={() => setAsking(null)}
          onDone={(outcomes) => onDone('rerun', outcomes)}
        />
      )}
      {asking !== null && asking !== 'rerun' && (
        <Dialog
          title={t('bulk.title', { what: t(`operation.${asking}`), count: touched(asking).length })}
          verb={`${t(`operation.${asking}`)} ${touched(asking).length}`}
          danger={asking === 'stop'}
          onClose={() => setAsking(null)}
          onConfirm={() => command.mutate({ kind: asking, rows: touched(asking) })}
          busy={command.isPending}
          testId="btn-confirm-bulk"
        >
          <p className="t2">{t(`bulk.text_${asking}` as 'bulk.text_stop')}</p>
          <InstanceNames rows={touched(asking)} />
          {command.error && <ErrorBox title={t('operation.failed')} error={command.error} />}
        </Dialog>
      )}
    </div>
  );
}

interface BulkResultProps {
  kind: CommandKind;
  outcomes: Outcomes;
  rows: readonly InstanceSummary[];
  onClose: () => void;
}

const MOST_REFUSED = 5;

/** What became of it: how many were done, and each that stays as it was with its reason. */
export function BulkResult({ kind, outcomes, rows, onClose }: BulkResultProps) {
  const { t } = useTranslation();
  const { applied, refused, pending } = outcomes;
  const name = (id: number) => rows.find((row) => row.id === id)?.job_name ?? String(id);
  return (
    <div className={`bulkresult ${refused.length > 0 ? 'tint-warning' : ''}`} role="status" data-testid="bulk-result">
      <div className="grow">
        <p>
          <span className="b5">{t(`operation.${kind}`)}: </span>
          {t('bulk.result', { done: applied.length, refused: refused.length, pending: pending.length })}
        </p>
        {refused.length > 0 && (
          <ul className="plainlist s12">
            {refused.slice(0, MOST_REFUSED).map((one) => (
              <li key={one.id}>
                <span className="b5">{name(one.id)}</span> {one.message}
              </li>
            ))}
            {refused.length > MOST_REFUSED && (
              <li className="t2">{t('instances.more', { count: refused.length - MOST_REFUSED })}</li>
            )}
          </ul>
        )}
      </div>
      <button
        type="button"
        className="ib sm"
        aria-label={t('common.close')}
        title={t('common.close')}
        onClick={onClose}
      >
        <X size={14} />
      </button>
    </div>
  );
}
