/** What every node has, whatever its type: failure policy, retry, limits, place to run. */

import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from '../../forms/FieldFrame';
import type { AfterLoss, FailPolicy, JobNode } from '../../lib/definition';
import type { NodePatch } from '../model/commands';

interface SettingsProps {
  node: JobNode;
  readOnly: boolean;
  onChange: (patch: NodePatch) => void;
}

const POLICIES: readonly FailPolicy[] = ['FAIL', 'FAIL_CHILD', 'IGNORE', 'SUSPEND'];
const AFTER_LOSS: readonly AfterLoss[] = ['default', 'fail', 'run_again', 'ask'];

function whole(value: string | number, fallback: number): number {
  return typeof value === 'number' ? Math.round(value) : fallback;
}

/** `1-125, 127` to ranges and back (R82). */
export function parseCodes(text: string): [number, number][] | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const ranges = parts.map((part) => /^(\d+)(?:\s*-\s*(\d+))?$/.exec(part));
  if (ranges.some((range) => range === null)) return null;
  return ranges.map((range) => [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]);
}

export function codesText(codes: JobNode['retry']['codes']): string {
  return codes.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(', ');
}

export function FailureSettings({ node, readOnly, onChange }: SettingsProps) {
  const { t } = useTranslation();
  const base = useId();
  const retry = (change: Partial<JobNode['retry']>) => onChange({ retry: { ...node.retry, ...change } });
  return (
    <section className="psec">
      <h3 className="ph">{t('node.when_fails')}</h3>
      <FieldFrame label={t('node.policy')} forId={`${base}-policy`} help={t(`node.policy_help_${node.fail_policy}`)}>
        <Select
          id={`${base}-policy`}
          readOnly={readOnly}
          data={POLICIES.map((value) => ({ value, label: t(`node.policy_${value}`) }))}
          value={node.fail_policy}
          onChange={(value) => value && onChange({ fail_policy: value as FailPolicy })}
        />
      </FieldFrame>
      <div className="pair">
        <FieldFrame label={t('node.retry_times')} forId={`${base}-times`}>
          <NumberInput
            id={`${base}-times`}
            readOnly={readOnly}
            min={0}
            max={5}
            allowDecimal={false}
            value={node.retry.times}
            onChange={(value) => retry({ times: whole(value, 0) })}
          />
        </FieldFrame>
        <FieldFrame label={t('node.retry_interval')} forId={`${base}-interval`}>
          <NumberInput
            id={`${base}-interval`}
            readOnly={readOnly}
            min={0}
            max={120}
            allowDecimal={false}
            disabled={node.retry.times === 0}
            value={node.retry.interval_seconds}
            onChange={(value) => retry({ interval_seconds: whole(value, 120) })}
          />
        </FieldFrame>
      </div>
      {node.retry.times > 0 && (
        <>
          <Switch
            label={t('node.retry_on_timeout')}
            disabled={readOnly}
            checked={node.retry.on_timeout}
            onChange={(event) => retry({ on_timeout: event.currentTarget.checked })}
          />
          <FieldFrame label={t('node.retry_codes')} forId={`${base}-codes`} help={t('node.retry_codes_help')}>
            <TextInput
              id={`${base}-codes`}
              key={codesText(node.retry.codes)}
              readOnly={readOnly}
              defaultValue={codesText(node.retry.codes)}
              onBlur={(event) => {
                const codes = parseCodes(event.currentTarget.value);
                if (codes && codesText(codes) !== codesText(node.retry.codes)) retry({ codes });
              }}
            />
          </FieldFrame>
        </>
      )}
    </section>
  );
}

export function LimitSettings({ node, readOnly, onChange }: SettingsProps) {
  const { t } = useTranslation();
  const base = useId();
  return (
    <section className="psec">
      <h3 className="ph">{t('node.limits')}</h3>
      <div className="pair">
        <FieldFrame label={t('node.timeout')} forId={`${base}-timeout`}>
          <NumberInput
            id={`${base}-timeout`}
            readOnly={readOnly}
            min={0.1}
            max={1440}
            value={node.timeout_minutes}
            onChange={(value) => typeof value === 'number' && value > 0 && onChange({ timeout_minutes: value })}
          />
        </FieldFrame>
        <FieldFrame label={t('node.memory')} forId={`${base}-memory`}>
          <NumberInput
            id={`${base}-memory`}
            readOnly={readOnly}
            min={16}
            allowDecimal={false}
            placeholder={t('node.no_limit')}
            value={node.memory_limit_mb ?? ''}
            onChange={(value) => onChange({ memory_limit_mb: typeof value === 'number' ? value : null })}
          />
        </FieldFrame>
      </div>
      <FieldFrame label={t('node.queue')} forId={`${base}-queue`} help={t('node.queue_help')}>
        <TextInput
          id={`${base}-queue`}
          readOnly={readOnly}
          placeholder={t('node.queue_default')}
          value={node.queue}
          onChange={(event) => onChange({ queue: event.currentTarget.value })}
        />
      </FieldFrame>
      <FieldFrame label={t('node.after_loss')} forId={`${base}-loss`} help={t('node.after_loss_help')}>
        <Select
          id={`${base}-loss`}
          readOnly={readOnly}
          data={AFTER_LOSS.map((value) => ({ value, label: t(`node.after_loss_${value}`) }))}
          value={node.after_loss}
          onChange={(value) => value && onChange({ after_loss: value as AfterLoss })}
        />
      </FieldFrame>
      <Switch
        label={t('node.dry_run')}
        disabled={readOnly}
        checked={node.dry_run}
        onChange={(event) => onChange({ dry_run: event.currentTarget.checked })}
      />
    </section>
  );
}
