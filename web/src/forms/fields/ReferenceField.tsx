/** A connection, script or job, chosen by name from a list that can be searched; opened and tested from here. */

import { Button, Select } from '@mantine/core';
import { ExternalLink, PlugZap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { useConnections, useConnectionTypes, useTree, ws } from '../../api/queries';
import type { ConnectionTest } from '../../api/types';
import { StateIcon } from '../../components/ui/Icon';
import { FieldError } from '../FieldFrame';
import { hasEl } from '../schema';
import type { FieldProps } from './types';

interface Target {
  readonly value: string;
  readonly label: string;
  /** The type of a connection, the language of a script, the state of a job. */
  readonly detail: string;
  /** Its page in the studio; null where it has none. */
  readonly page: string | null;
  readonly id: number;
}

interface Targets {
  readonly items: readonly Target[];
  readonly loading: boolean;
  /** Where a new one is made. */
  readonly newPage: string | null;
}

function useTargets(reference: string, connectionTypes: readonly string[], language: string): Targets {
  const connections = useConnections();
  const types = useConnectionTypes().data;
  const tree = useTree();
  const { t } = useTranslation();
  if (reference === 'connection') {
    const fits = (connections.data ?? []).filter(
      (one) => connectionTypes.length === 0 || connectionTypes.includes(one.type),
    );
    const items = fits.map((one) => ({
      value: one.name,
      label: one.name,
      detail: types?.find((type) => type.name === one.type)?.label ?? one.type,
      page: `/connections?id=${one.id}`,
      id: one.id,
    }));
    return { items, loading: connections.isPending, newPage: '/connections' };
  }
  if (reference === 'script') {
    const fits = (tree.data?.scripts ?? []).filter((one) => language === '' || one.language === language);
    const items = fits.map((one) => ({
      value: one.name,
      label: one.name,
      detail: one.language,
      page: null,
      id: one.id,
    }));
    return { items, loading: tree.isPending, newPage: null };
  }
  if (reference === 'job') {
    const items = (tree.data?.jobs ?? []).map((one) => ({
      value: one.name,
      label: one.name,
      detail: one.submitted_version === null ? t('reference.draft') : `v${one.submitted_version}`,
      page: `/development/${one.id}`,
      id: one.id,
    }));
    return { items, loading: tree.isPending, newPage: '/development' };
  }
  return { items: [], loading: false, newPage: null };
}

export function ReferenceField({ id, field, value, onChange, error, label, path, mixed, readOnly }: FieldProps) {
  const { t } = useTranslation();
  const { items, loading, newPage } = useTargets(field.reference, field.connectionTypes, field.language);
  const current = value === undefined || value === null || value === '' ? null : String(value);
  const target = items.find((one) => one.value === current);
  const broken = current !== null && !target && !loading && !hasEl(current) && field.reference !== 'file';
  const details = new Map(items.map((one) => [one.value, one.detail]));
  const data = items.map((one) => ({ value: one.value, label: one.label }));
  return (
    <div className="reference">
      <div className="row gap4">
        <Select
          id={id}
          className="grow"
          aria-label={label}
          data-field={path}
          data={target || current === null ? data : [...data, { value: current, label: current }]}
          value={mixed ? null : current}
          searchable
          clearable={!field.required && !readOnly}
          readOnly={readOnly}
          placeholder={mixed ? t('form.mixed') : t('form.choose')}
          nothingFoundMessage={t('form.nothing_found')}
          error={Boolean(error) || broken}
          onChange={(next) => onChange(next ?? undefined)}
          renderOption={({ option }) => (
            <span className="reference-option">
              <span className="ell">{option.label}</span>
              <span className="t3 s11">{details.get(option.value) ?? t('reference.missing')}</span>
            </span>
          )}
        />
        {target?.page && (
          <a
            className="ib"
            href={target.page}
            target="_blank"
            rel="noreferrer"
            aria-label={t('reference.open', { name: target.label })}
            title={t('reference.open', { name: target.label })}
          >
            <ExternalLink size={14} />
          </a>
        )}
      </div>
      {target && field.reference === 'connection' && <ConnectionState key={target.id} target={target} />}
      {broken && !error && (
        <FieldError error={{ message: t(`reference.broken_${kindOf(field.reference)}`, { name: current ?? '' }) }} />
      )}
      {(broken || (items.length === 0 && !loading)) && newPage && (
        <a className="link s12" href={newPage} target="_blank" rel="noreferrer">
          {t(`reference.new_${kindOf(field.reference)}`)}
        </a>
      )}
    </div>
  );
}

function kindOf(reference: string): 'connection' | 'script' | 'job' {
  return reference === 'script' || reference === 'job' ? reference : 'connection';
}

/** What the tests of this sitting gave, by connection; the server keeps none. */
const tested = new Map<number, ConnectionTest>();

/** The type of the connection and how its last test went. */
function ConnectionState({ target }: { target: Target }) {
  const { t } = useTranslation();
  const [state, setState] = useState<ConnectionTest | 'busy' | 'silent' | undefined>(tested.get(target.id));
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    setState('busy');
    post<ConnectionTest>(ws(`/connections/${target.id}/test`))
      .then((found) => {
        tested.set(target.id, found);
        if (!gone) setState(found);
      })
      .catch(() => {
        if (!gone) setState('silent');
      })
      .finally(() => {
        if (!gone) setWanted(false);
      });
    return () => {
      gone = true;
    };
  }, [wanted, target.id]);
  const result = typeof state === 'object' ? state : null;
  const failed = result?.steps.find((step) => !step.ok);
  return (
    <div className="reference-state" aria-live="polite">
      <span className="t3 s11">{target.detail}</span>
      {result && (
        <span className={`s11 row gap4 ${result.ok ? 'st-success' : 'st-failed'}`}>
          <StateIcon status={result.ok ? 'success' : 'failed'} size={12} />
          {result.ok ? t('reference.test_ok') : (result.hint ?? failed?.detail ?? t('reference.test_failed'))}
        </span>
      )}
      {state === 'silent' && <span className="s11 st-warning">{t('reference.test_silent')}</span>}
      <Button
        variant="subtle"
        size="compact-xs"
        className="end"
        leftSection={<PlugZap size={12} />}
        loading={state === 'busy'}
        onClick={() => setWanted(true)}
      >
        {t('reference.test')}
      </Button>
    </div>
  );
}
