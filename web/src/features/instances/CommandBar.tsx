/** The operations of an instance: the most useful first, each asking first when it cannot be taken back. */

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  CheckCheck,
  ChevronsUp,
  Pause,
  Play,
  Redo2,
  RotateCcw,
  SkipForward,
  Snowflake,
  Square,
  Unlink,
  UserCheck,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentWorkspace, keys, usePermission } from '../../api/queries';
import type { CommandKind, Instance, NodeRun } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import { sendCommand } from '../../runs/useInstance';
import { type Operation, operationsOf, PRIMARY } from './commands';
import { RerunDialog } from './RerunDialog';

export const ICONS: Readonly<Record<CommandKind, typeof Play>> = {
  retry_node: RotateCcw,
  continue: Play,
  succeed_node: CheckCheck,
  pause_node: Pause,
  resume_node: Play,
  skip_node: SkipForward,
  force_success: CheckCheck,
  run_again: Redo2,
  stop: Square,
  confirm: UserCheck,
  rerun: RotateCcw,
  prefer: ChevronsUp,
  freeze: Snowflake,
  unfreeze: Play,
  remove_dependency: Unlink,
  without_dependency: Unlink,
};

interface CommandBarProps {
  instance: Instance;
  run: NodeRun | undefined;
  onError: (error: unknown) => void;
}

export function CommandBar({ instance, run, onError }: CommandBarProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const allowed = usePermission('instance.operate');
  const [asking, setAsking] = useState<Operation | null>(null);
  const command = useMutation({
    mutationFn: (operation: Operation) =>
      sendCommand(instance.id, operation.kind, operation.needsNode ? { nodeId: run?.node_id } : {}),
    onMutate: () => onError(null),
    onError,
    onSettled: async () => {
      setAsking(null);
      await client.invalidateQueries({ queryKey: keys.instance(currentWorkspace(), instance.id) });
      void client.invalidateQueries({ queryKey: ['waiting'] });
    },
  });
  const operations = operationsOf(instance, run);
  return (
    <>
      {operations.map((operation, index) => {
        const Icon = ICONS[operation.kind];
        return (
          <Button
            key={operation.kind}
            variant={index === 0 && PRIMARY.has(operation.kind) ? 'filled' : 'default'}
            className={operation.kind === 'stop' ? 'danger' : ''}
            leftSection={<Icon size={14} />}
            disabled={!allowed || command.isPending}
            data-testid={operation.kind === 'stop' ? 'btn-stop' : `btn-${operation.kind}`}
            title={operation.needsNode ? run?.name : instance.job_name}
            onClick={() => (operation.asks ? setAsking(operation) : command.mutate(operation))}
          >
            {t(`operation.${operation.kind}`)}
          </Button>
        );
      })}
      {asking?.kind === 'rerun' && (
        <RerunDialog rows={[instance]} nodes={instance.definition.nodes} onClose={() => setAsking(null)} />
      )}
      {asking && asking.kind !== 'rerun' && (
        <Dialog
          title={t(`operation.${asking.kind}`)}
          verb={t(`operation.${asking.kind}`)}
          danger={asking.kind === 'stop'}
          onClose={() => setAsking(null)}
          onConfirm={() => command.mutate(asking)}
          busy={command.isPending}
          testId="btn-confirm-command"
        >
          <Consequence operation={asking} instance={instance} run={run} />
        </Dialog>
      )}
    </>
  );
}

function Consequence({
  operation,
  instance,
  run,
}: {
  operation: Operation;
  instance: Instance;
  run: NodeRun | undefined;
}) {
  const { t } = useTranslation();
  const running = instance.node_runs.filter((one) => one.status === 'running').map((one) => one.name);
  const name = operation.needsNode ? (run?.name ?? '') : instance.job_name;
  if (operation.kind === 'stop') {
    const what = running.length ? t('operation.stop_running', { names: running.join(', ') }) : t('operation.stop_none');
    return <p className="t2">{`${t('operation.stop_text', { name })} ${what}`}</p>;
  }
  return (
    <p className="t2">
      {t(operation.kind === 'succeed_node' ? 'operation.succeed_text' : 'operation.force_text', { name })}
    </p>
  );
}

export function CommandError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null) return null;
  return (
    <div className="bar-error">
      <ErrorBox title={t('operation.failed')} error={error} />
    </div>
  );
}
