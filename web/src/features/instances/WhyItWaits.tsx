/** Why an instance waits: one sentence, the chain of causes, all that it needs, and what can be done. */

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { currentWorkspace, keys } from '../../api/queries';
import type { CommandKind, Instance } from '../../api/types';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox, PageError } from '../../components/ui/Feedback';
import { StateIcon, Status } from '../../components/ui/Icon';
import { shownStatus } from '../../lib/status';
import { minute } from '../../lib/time';
import { sendCommand } from '../../runs/useInstance';
import { type Cause, useCauses, useWaiting, type WaitedFor, type Waiting, type WaitingPart } from './api';
import { WhatIf, type Wish } from './WhatIf';
import '../../styles/waiting.css';

export function WhyItWaits({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const waiting = useWaiting(instance.id, true);
  const [asking, setAsking] = useState<Wish | null>(null);
  const client = useQueryClient();
  const command = useMutation({
    mutationFn: ({ kind, args }: Wish) => sendCommand(instance.id, kind, args ? { args } : {}),
    onSettled: async () => {
      setAsking(null);
      await client.invalidateQueries({ queryKey: ['waiting', currentWorkspace(), instance.id] });
      await client.invalidateQueries({ queryKey: keys.instance(currentWorkspace(), instance.id) });
    },
  });
  const wish = (next: Wish) => {
    command.reset();
    if (next.kind === 'without_dependency' || next.kind === 'remove_dependency') setAsking(next);
    else command.mutate(next);
  };
  if (waiting.error && !waiting.data)
    return <PageError title={t('waiting.failed')} error={waiting.error} onRetry={() => void waiting.refetch()} />;
  if (!waiting.data) return <div className="grow" aria-busy="true" />;
  const { parts, sentence } = waiting.data;
  const met = parts.filter((part) => part.ok).length;
  return (
    <div className="grow row stretch waitingview">
      <div className="grow col waitingmain">
        <p className="waitingsentence" role="status" data-testid="waiting-sentence">
          {sentence}
        </p>
        <CauseChain waiting={waiting.data} instance={instance} />
        {command.error && (
          <div className="bar-error">
            <ErrorBox title={t('operation.failed')} error={command.error} />
          </div>
        )}
        {parts.length > 0 && (
          <div className="needshead">
            <h2 className="b6">{t('waiting.needs')}</h2>
            <span className="t2">{t('waiting.met', { met, count: parts.length })}</span>
          </div>
        )}
        <ul className="needs">
          {parts.map((part) => (
            <Part key={part.kind} part={part} busy={command.isPending} onWish={wish} />
          ))}
        </ul>
      </div>
      <WhatIf instance={instance} parts={parts} busy={command.isPending} onWish={wish} />
      {asking && (
        <AskDialog
          wish={asking}
          instance={instance}
          busy={command.isPending}
          onClose={() => setAsking(null)}
          onConfirm={() => command.mutate(asking)}
        />
      )}
    </div>
  );
}

function AskDialog({
  wish,
  instance,
  busy,
  onClose,
  onConfirm,
}: {
  wish: Wish;
  instance: Instance;
  busy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  const one = wish.kind === 'remove_dependency';
  return (
    <Dialog
      title={t(one ? 'operation.remove_dependency' : 'operation.without_dependency')}
      verb={t(one ? 'operation.remove_dependency' : 'operation.without_dependency')}
      consequence={t('waiting.recorded')}
      onClose={onClose}
      onConfirm={onConfirm}
      busy={busy}
      testId="btn-confirm-command"
    >
      <p className="t2">
        {one
          ? t('waiting.remove_text', { name: instance.job_name, upstream: wish.about ?? '' })
          : t('waiting.without_text', { name: instance.job_name })}
      </p>
    </Dialog>
  );
}

function CauseChain({ waiting, instance }: { waiting: Waiting; instance: Instance }) {
  const { t } = useTranslation();
  const causes = useCauses(waiting).data ?? [];
  if (causes.length === 0) return null;
  return (
    <section className="chain" aria-label={t('waiting.chain')}>
      <p className="t3 s11">{t('waiting.chain')}</p>
      <ol className="chainrow">
        {causes.map((cause, index) => (
          <Fragment key={index}>
            <li className="chainstep">
              <CauseCard cause={cause} />
            </li>
            <li className="chainarrow" aria-hidden="true" />
          </Fragment>
        ))}
        <li className="chainstep">
          <span className="chaincard here">
            <span className="b5 ell" title={instance.job_name}>
              {instance.job_name}
            </span>
            <Status status={instance.status} />
          </span>
          <span className="chainnote t3 s11">{t('waiting.this')}</span>
        </li>
      </ol>
    </section>
  );
}

function CauseCard({ cause }: { cause: Cause }) {
  const { item } = cause;
  const content = (
    <>
      <span className="b5 ell" title={item.job_name}>
        {item.job_name}
      </span>
      <ItemStatus item={item} />
    </>
  );
  const hue = item.status === 'failed' ? 'bad' : '';
  return (
    <>
      {item.instance_id === null ? (
        <span className="chaincard">{content}</span>
      ) : (
        <Link className={`chaincard ${hue}`} to={`/instances/${item.instance_id}`}>
          {content}
        </Link>
      )}
      <span className="chainnote t2 s11" title={cause.why ?? undefined}>
        <span className="tn">{localMinute(item.local)}</span> {cause.why}
      </span>
    </>
  );
}

/** `2026-11-22 02:00` of `2026-11-22T02:00:00+01:00`: the plan time in the zone of the instance that waits. */
function localMinute(local: string): string {
  return local.slice(0, 16).replace('T', ' ');
}

function ItemStatus({ item }: { item: WaitedFor }) {
  const { t } = useTranslation();
  if (item.status) return <Status status={shownStatus({ status: item.status })} />;
  return <span className="t3">{t('waiting.not_generated')}</span>;
}

const LINK_WORDS = {
  instance: 'waiting.open_instance',
  job: 'waiting.open_job',
  task_group: 'waiting.open_task_group',
  calendar: 'waiting.open_calendar',
  settings: 'waiting.open_settings',
} as const;

export function addressOf(link: NonNullable<WaitingPart['link']>): string {
  if (link.kind === 'instance') return `/instances/${link.id}`;
  if (link.kind === 'job') return `/development/${link.id}/schedule`;
  if (link.kind === 'task_group') return `/scheduling/task-groups?id=${link.id}`;
  if (link.kind === 'calendar') return `/scheduling/calendars/${link.id}`;
  return '/scheduling/settings';
}

interface PartProps {
  part: WaitingPart;
  busy: boolean;
  onWish: (wish: Wish) => void;
}

function Part({ part, busy, onWish }: PartProps) {
  const { t } = useTranslation();
  return (
    <li className="need" data-testid={`need-${part.kind}`} data-ok={part.ok}>
      <div className="needrow">
        {part.ok ? (
          <CircleCheck size={16} className="st-success" role="img" aria-label={t('waiting.ok')} />
        ) : (
          <span role="img" aria-label={t('waiting.not_ok')} className="st-warning">
            <StateIcon status="abnormal" />
          </span>
        )}
        <span className="b5 needname">{t(`waiting.part_${part.kind}`)}</span>
        <span className="t2 grow needtext">{part.text}</span>
        {part.link && (
          <Link className="link s12" to={addressOf(part.link)}>
            {t(LINK_WORDS[part.link.kind])}
          </Link>
        )}
        {part.actions.map((kind) => (
          <Button
            key={kind}
            size="compact-sm"
            disabled={busy}
            data-testid={`need-do-${kind}`}
            onClick={() => onWish({ kind: kind as CommandKind })}
          >
            {t(`operation.${kind as CommandKind}`)}
          </Button>
        ))}
      </div>
      {part.items.length > 0 && <Items part={part} busy={busy} onWish={onWish} />}
    </li>
  );
}

function Items({ part, busy, onWish }: PartProps) {
  const { t } = useTranslation();
  return (
    <table className="fixed cmp needitems">
      <thead className="sr">
        <tr>
          <th>{t('instances.column_job')}</th>
          <th>{t('instances.column_plan_time')}</th>
          <th>{t('run.state')}</th>
          <th>{t('waiting.rule')}</th>
          <th>{t('scheduling.column_actions')}</th>
        </tr>
      </thead>
      <tbody>
        {part.items.map((item) => {
          const about = `${item.job_name} ${localMinute(item.local)}`;
          return (
            <tr key={`${item.job_name} ${item.plan_time}`} className={item.waived ? 't3' : ''} data-testid="need-item">
              <td className="b5 ell" title={item.job_name}>
                {item.instance_id === null ? (
                  item.job_name
                ) : (
                  <Link to={`/instances/${item.instance_id}`}>{item.job_name}</Link>
                )}
              </td>
              <td className="tn col-plan">{localMinute(item.local)}</td>
              <td className="col-state">
                <ItemStatus item={item} />
              </td>
              <td className="t2 ell">
                {`${t(`waiting.rule_${item.rule}`)}; ${t(`waiting.failure_${item.on_upstream_failure}`)}`}
              </td>
              <td className="num col-wide">
                {item.waived && <span className="tag">{t('waiting.waived')}</span>}
                {item.removable && item.job_id !== null && (
                  <Button
                    size="compact-sm"
                    disabled={busy}
                    data-testid="btn-remove-dependency"
                    onClick={() =>
                      onWish({
                        kind: 'remove_dependency',
                        about,
                        args: { upstream_job_id: item.job_id, upstream_plan_time: item.plan_time },
                      })
                    }
                  >
                    {t('operation.remove_dependency')}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
        {part.total > part.items.length && (
          <tr>
            <td colSpan={5} className="t3">
              {t('instances.more', { count: part.total - part.items.length })}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** `7 h 43 min late` beside the title of an instance that waits. */
export function Late({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const late = useWaiting(instance.id, instance.status === 'waiting').data?.late_seconds ?? null;
  if (late === null || late < LATE_AFTER) return null;
  const hours = Math.floor(late / 3600);
  const minutes = Math.floor((late % 3600) / 60);
  const days = Math.floor(hours / 24);
  const text =
    days > 1
      ? t('waiting.late_days', { count: days })
      : hours > 0
        ? t('waiting.late_hours', { hours, minutes })
        : t('waiting.late_minutes', { minutes });
  return (
    <span className="st-warning s12 tn" title={minute(instance.plan_time, instance.zone)}>
      {text}
    </span>
  );
}

const LATE_AFTER = 60;
