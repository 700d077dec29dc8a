/** Runs the submitted version of a job at once, with other parameter values where wanted (R119, R135). */

import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { currentWorkspace } from '../../api/queries';
import { Dialog } from '../../components/ui/Dialog';
import { ErrorBox } from '../../components/ui/Feedback';
import type { Parameter } from '../../lib/definition';
import { randomKey } from '../../lib/random';
import { changedValues, fetchSubmitted, runNow } from './runNow';

interface RunNowDialogProps {
  jobId: number;
  name: string;
  onClose: () => void;
}

export function RunNowDialog({ jobId, name, onClose }: RunNowDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const version = useQuery({
    queryKey: ['submitted_version', currentWorkspace(), jobId],
    queryFn: () => fetchSubmitted(jobId),
    staleTime: 0,
    gcTime: 0,
  });
  const params = version.data?.params ?? [];
  const start = useStart(jobId);
  const number = version.data?.number;
  return (
    <Dialog
      title={t('schedule.run_now_title', { name })}
      verb={t('schedule.run_now')}
      consequence={number === undefined ? undefined : t('schedule.run_now_version', { version: number })}
      onClose={onClose}
      onConfirm={() => start.mutate(changedValues(params, typed))}
      busy={start.isPending || start.isSuccess}
      disabled={!version.isSuccess}
      testId="btn-confirm-run-now"
    >
      {version.isPending && <p className="t2">{t('schedule.run_now_loading')}</p>}
      {version.error && <ErrorBox title={t('schedule.run_now_load_failed')} error={version.error} />}
      {version.data?.changed && (
        <p className="banner tint-warning">{t('schedule.start_changed', { version: number })}</p>
      )}
      {version.isSuccess && (
        <p className="t2">{t(params.length > 0 ? 'schedule.run_now_params' : 'schedule.run_now_no_params')}</p>
      )}
      {params.map((param) => (
        <Value
          key={param.name}
          param={param}
          text={typed.get(param.name) ?? ''}
          onChange={(text) => setTyped((old) => new Map(old).set(param.name, text))}
        />
      ))}
      {start.error && <ErrorBox title={t('schedule.run_now_failed')} error={start.error} />}
    </Dialog>
  );
}

/** Starts it and leads to the instance. */
function useStart(jobId: number) {
  const navigate = useNavigate();
  // The same key for the same values: pressed twice or sent again it makes one instance.
  const key = useRef({ of: '', key: '' });
  return useMutation({
    mutationFn: (params: Readonly<Record<string, string>>) => {
      const text = JSON.stringify(params);
      if (key.current.of !== text) key.current = { of: text, key: randomKey() };
      return runNow(jobId, params, key.current.key);
    },
    onSuccess: (instance) => navigate(`/instances/${instance.id}`),
  });
}

interface ValueProps {
  param: Parameter;
  text: string;
  onChange: (text: string) => void;
}

function Value({ param, text, onChange }: ValueProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={param.name}
      description={param.description || undefined}
      type={param.masked ? 'password' : 'text'}
      autoComplete="off"
      placeholder={param.value || t('param.empty')}
      title={param.masked ? undefined : param.value}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
