/** A new PatchData task in five steps. Nothing is made before the last one is confirmed. */

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../api/client';
import { usePermission, useTree } from '../../api/queries';
import type { Tree } from '../../api/types';
import { ErrorBox, useErrorText } from '../../components/ui/Feedback';
import { randomKey } from '../../lib/random';
import { createTask, patchKeys, type TaskRequest, usePlan } from './api';
import { ConfirmStep } from './ConfirmStep';
import { type Draft, newDraft, problemsOf, requestOf, STEPS, type Step, stepOfError } from './draft';
import { JobsStep } from './JobsStep';
import type { StepProps } from './parts';
import { RangeStep } from './RangeStep';
import { RulesStep } from './RulesStep';
import { useStepNotes } from './useStepNotes';
import '../../styles/patchdata.css';

const PlanStep = lazy(() => import('./PlanStep').then((m) => ({ default: m.PlanStep })));

/** `?job=3&with=5,8`: the jobs that another page chose, by id. */
function chosenJobs(tree: Tree, search: URLSearchParams): string[] {
  const ids = [search.get('job') ?? '', ...(search.get('with') ?? '').split(',')].map(Number);
  return [...new Set(ids)].flatMap((id) => tree.jobs.find((job) => job.id === id)?.name ?? []);
}

export function NewTaskPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const tree = useTree();
  if (tree.error) return <ErrorBox title={t('patchdata.new')} error={tree.error} />;
  if (!tree.data) return <main className="grow page" aria-busy="true" />;
  return <Wizard jobs={chosenJobs(tree.data, search)} />;
}

function Wizard({ jobs }: { jobs: readonly string[] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Draft>(() => newDraft(new Date(), jobs));
  const [tried, setTried] = useState<ReadonlySet<Step>>(new Set());
  const [refused, setRefused] = useState<unknown>(null);
  const body = useRef<HTMLDivElement>(null);
  const asked = STEPS.find((one) => one === search.get('step')) ?? 'range';
  // Somebody may come back to an address of a late step: the first one that is not whole is shown.
  const gap = STEPS.findIndex((one) => problemsOf(draft, one).length > 0);
  const step = gap >= 0 && gap < STEPS.indexOf(asked) ? (STEPS[gap] ?? 'range') : asked;
  const go = (next: Step) => {
    setSearch((old) => {
      const params = new URLSearchParams(old);
      params.set('step', next);
      return params;
    });
    body.current?.scrollTo({ top: 0 });
  };
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setRefused(null);
  };
  const next = () => {
    setTried((old) => new Set([...old, step]));
    const following = STEPS[STEPS.indexOf(step) + 1];
    if (following && problemsOf(draft, step).length === 0) go(following);
  };
  const request = requestOf(draft);
  const late = step === 'plan' || step === 'confirm';
  const refuse = (error: unknown) => {
    setRefused(error);
    const where = stepOfError(error);
    if (where) go(where);
  };
  return (
    <main className="grow pd-new">
      <StepList draft={draft} step={step} onGo={go} />
      <div className="pd-body">
        {late && request ? (
          <LateSteps
            step={step}
            draft={draft}
            request={request}
            onChange={change}
            onGo={go}
            onRefused={refuse}
            body={body}
          />
        ) : (
          <>
            <div ref={body} className="pd-scroll">
              <div className="pd-form">
                <h2 className="pd-title">{t(`patchdata.step_title_${step}`)}</h2>
                <EarlyStep step={step} draft={draft} onChange={change} refused={refused} tried={tried.has(step)} />
              </div>
            </div>
            <Foot onBack={step === 'range' ? null : () => go(STEPS[STEPS.indexOf(step) - 1] ?? 'range')}>
              <Button variant="filled" onClick={next} data-testid="btn-patchdata-next">
                {t(step === 'rules' ? 'patchdata.show_plan' : 'patchdata.next')}
              </Button>
            </Foot>
          </>
        )}
      </div>
    </main>
  );
}

function EarlyStep({ step, refused, ...rest }: Omit<StepProps, 'refusal'> & { step: Step; refused: unknown }) {
  const errorText = useErrorText();
  const here = refused !== null && stepOfError(refused) === step;
  const refusal = here && refused instanceof ApiError ? { code: refused.code, text: errorText(refused) } : null;
  const props: StepProps = { ...rest, refusal };
  if (step === 'jobs') return <JobsStep {...props} />;
  if (step === 'rules') return <RulesStep {...props} />;
  return <RangeStep {...props} />;
}

interface LateProps {
  step: Step;
  draft: Draft;
  request: TaskRequest;
  onChange: (change: Partial<Draft>) => void;
  onGo: (step: Step) => void;
  onRefused: (error: unknown) => void;
  body: React.RefObject<HTMLDivElement | null>;
}

function LateSteps({ step, draft, request, onChange, onGo, onRefused, body }: LateProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const allowed = usePermission('patchdata.run');
  // The same key for one request: pressed twice or sent again it makes one task.
  const key = useRef({ of: '', key: '' });
  const plan = usePlan(request);
  const first = plan.data?.pages[0];
  const create = useMutation({
    mutationFn: () => {
      const text = JSON.stringify(request);
      if (key.current.of !== text) key.current = { of: text, key: randomKey() };
      return createTask(request, key.current.key);
    },
    onSuccess: async (task) => {
      await client.invalidateQueries({ queryKey: patchKeys.tasks() });
      await navigate(`/patchdata/${task.id}`, { replace: true });
    },
  });
  if (plan.error && !first) {
    return <Refused error={plan.error} onMend={onRefused} onAgain={() => void plan.refetch()} onGo={onGo} />;
  }
  const count = first?.total ?? 0;
  return (
    <>
      <div ref={body} className={step === 'plan' ? 'pd-fill' : 'pd-scroll'}>
        {step === 'plan' && (
          <Suspense fallback={<p className="t2 pd-wait">{t('patchdata.computing')}</p>}>
            <PlanStep draft={draft} onChange={onChange} request={request} plan={plan} />
          </Suspense>
        )}
        {step === 'confirm' && first && <ConfirmStep draft={draft} plan={first} />}
        {create.error && (
          <div className="pd-form">
            <ErrorBox title={t('patchdata.not_created')} error={create.error} />
          </div>
        )}
      </div>
      <Foot onBack={() => onGo(step === 'plan' ? 'rules' : 'plan')}>
        {step === 'plan' ? (
          <Button variant="filled" disabled={!first} onClick={() => onGo('confirm')} data-testid="btn-patchdata-next">
            {t('patchdata.next')}
          </Button>
        ) : (
          <Button
            variant="filled"
            disabled={!first || !allowed}
            title={allowed ? undefined : t('patchdata.not_allowed')}
            loading={create.isPending}
            onClick={() => create.mutate()}
            data-testid="btn-patchdata-create"
          >
            {t('patchdata.create', { count })}
          </Button>
        )}
      </Foot>
    </>
  );
}

interface RefusedProps {
  error: unknown;
  onMend: (error: unknown) => void;
  onAgain: () => void;
  onGo: (step: Step) => void;
}

/** No plan: what the server says, and the way to the step where it can be mended. */
function Refused({ error, onMend, onAgain, onGo }: RefusedProps) {
  const { t } = useTranslation();
  const step = stepOfError(error);
  return (
    <>
      <div className="pd-scroll">
        <div className="pd-form" data-testid="plan-refused">
          <ErrorBox title={t('patchdata.no_plan')} error={error}>
            {step ? (
              <Button variant="filled" onClick={() => onMend(error)}>
                {t('patchdata.mend', { step: t(`patchdata.step_${step}`) })}
              </Button>
            ) : (
              <Button variant="filled" onClick={onAgain}>
                {t('error.try_again')}
              </Button>
            )}
          </ErrorBox>
        </div>
      </div>
      <Foot onBack={() => onGo('rules')}>{null}</Foot>
    </>
  );
}

function Foot({ onBack, children }: { onBack: (() => void) | null; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <footer className="pd-foot">
      {onBack ? (
        <Button onClick={onBack}>{t('patchdata.back')}</Button>
      ) : (
        <Button component={Link} to="/patchdata">
          {t('common.cancel')}
        </Button>
      )}
      <span className="t2 s12 grow">{t('patchdata.nothing_yet')}</span>
      {children}
    </footer>
  );
}

function StepList({ draft, step, onGo }: { draft: Draft; step: Step; onGo: (step: Step) => void }) {
  const { t } = useTranslation();
  const notes = useStepNotes(draft);
  const at = STEPS.indexOf(step);
  const reach = STEPS.findIndex((one) => problemsOf(draft, one).length > 0);
  const furthest = reach < 0 ? STEPS.length : reach;
  return (
    <aside className="side pd-steps">
      <div className="pd-steps-head">
        <div className="s12 t2">{t('patchdata.new')}</div>
        <h1 className="pd-steps-name ell" title={draft.name}>
          {draft.name || '–'}
        </h1>
      </div>
      <ol className="plainlist">
        {STEPS.map((one, index) => (
          <li key={one}>
            <button
              type="button"
              className={`pd-step ${index === at ? 'on' : ''}`}
              aria-current={index === at ? 'step' : undefined}
              disabled={index > furthest || index > at + 1}
              onClick={() => onGo(one)}
              data-testid={`patchdata-step-${one}`}
            >
              <span className={`sn ${index === at ? 'on' : ''} ${index < at ? 'done' : ''}`} aria-hidden="true">
                {index < at ? <Check size={12} /> : index + 1}
              </span>
              <span className="col pd-step-text">
                <span>{t(`patchdata.step_${one}`)}</span>
                {(index < at || index === at) && <span className="s12 t2 pd-step-note">{notes[one]}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p className="pd-steps-foot s12 t2">{t('patchdata.scheduled_first')}</p>
    </aside>
  );
}
