/** Running one or many instances again: from where, and with which parameters (R92). */

import { Radio, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, keys } from '../../api/queries';
import type { InstanceSummary } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import type { JobNode } from '../../lib/definition';
import { sendCommand } from '../../runs/useInstance';
import { commandMany, type Outcomes } from './api';
import { InstanceNames } from './InstanceNames';

interface RerunDialogProps {
  rows: readonly InstanceSummary[];
  /** The nodes to choose from, where there is one instance. */
  nodes?: readonly JobNode[];
  onClose: () => void;
  onDone?: (outcomes: Outcomes) => void;
}

type From = 'failed' | 'start' | 'node';
const GOOD = new Set(['success', 'failure_ignored', 'force_success']);

/** A good instance has no failed node: it begins with the first (R92). */
export function defaultFrom(rows: readonly Pick<InstanceSummary, 'status'>[]): From {
  return rows.some((row) => !GOOD.has(row.status)) ? 'failed' : 'start';
}

export function RerunDialog({ rows, nodes = [], onClose, onDone }: RerunDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const first = defaultFrom(rows);
  const [from, setFrom] = useState<From>(first);
  const [node, setNode] = useState<string | null>(nodes[0]?.id ?? null);
  const [keep, setKeep] = useState('keep');
  const single = onDone === undefined ? rows[0] : undefined;
  const rerun = useMutation({
    mutationFn: async () => {
      const args = { from, keep_params: keep === 'keep', ...(from === 'node' ? { node_id: node } : {}) };
      if (single) await sendCommand(single.id, 'rerun', { args });
      else
        onDone?.(
          await commandMany(
            rows.map((row) => row.id),
            'rerun',
            args,
          ),
        );
    },
    onSuccess: onClose,
    onSettled: async () => {
      for (const row of rows)
        void client.invalidateQueries({ queryKey: keys.instance(currentWorkspace(), row.id), exact: true });
      await client.invalidateQueries({ queryKey: keys.instances(currentWorkspace()) });
    },
  });
  const name = single?.job_name ?? '';
  return (
    <Dialog
      title={single ? t('rerun.title', { name }) : t('rerun.title_many', { count: rows.length })}
      verb={t('rerun.verb', { count: rows.length })}
      consequence={t('rerun.consequence')}
      onClose={onClose}
      onConfirm={() => rerun.mutate()}
      busy={rerun.isPending}
      disabled={from === 'node' && node === null}
      testId="btn-confirm-rerun"
    >
      {!single && <InstanceNames rows={rows} />}
      <Radio.Group value={from} onChange={(value) => setFrom(value as From)} label={t('rerun.from')}>
        <div className="col radios">
          <Radio value="failed" label={t('rerun.from_failed')} disabled={first === 'start'} />
          <Radio value="start" label={t('rerun.from_start')} />
          {nodes.length > 1 && <Radio value="node" label={t('rerun.from_node')} />}
        </div>
      </Radio.Group>
      {from === 'node' && (
        <Select
          label={t('rerun.node')}
          data={nodes.map((one) => ({ value: one.id, label: one.name }))}
          value={node}
          onChange={setNode}
          searchable
          allowDeselect={false}
        />
      )}
      <Radio.Group value={keep} onChange={setKeep} label={t('rerun.params')}>
        <div className="col radios">
          <Radio value="keep" label={t('rerun.params_keep')} />
          <Radio value="latest" label={t('rerun.params_latest')} />
        </div>
      </Radio.Group>
      {rerun.error && <ErrorBox title={t('operation.failed')} error={rerun.error} />}
    </Dialog>
  );
}
