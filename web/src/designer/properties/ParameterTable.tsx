/** The parameters of a job (R136): name, value, and below an expression what it gives now. */

import { Menu, TextInput } from '@mantine/core';
import { Check, EllipsisVertical, EyeOff, Lock } from 'lucide-react';
import type { ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ElInput } from '../../forms/el/ElInput';
import { FieldError, type FieldProblem } from '../../forms/FieldFrame';
import { Rows } from '../../forms/fields/Rows';
import { movedRow, parsePairs } from '../../forms/fields/tables';
import { LiveValue } from '../../forms/LiveValue';
import { hasEl } from '../../forms/schema';
import { fillParameter, type Parameter } from '../../lib/definition';
import { freeParameterName, nameTroubles, pastedParameters } from './parameters';

interface ParameterTableProps {
  params: readonly Parameter[];
  onChange: (params: readonly Parameter[]) => void;
  /** By the name of the parameter. */
  problems?: ReadonlyMap<string, FieldProblem>;
}

export function ParameterTable({ params, onChange, problems }: ParameterTableProps) {
  const { t } = useTranslation();
  const troubles = nameTroubles(params);
  const set = (index: number, patch: Partial<Parameter>) =>
    onChange(params.map((old, i) => (i === index ? { ...old, ...patch } : old)));
  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const pasted = parsePairs(event.clipboardData.getData('text'));
    if (!pasted) return;
    event.preventDefault();
    onChange(pastedParameters(params, pasted));
  };
  return (
    <Rows
      rows={params}
      path="params"
      className="params"
      addLabel={t('param.add')}
      nameOf={(param, index) => param.name || `${index + 1}`}
      onAdd={() => onChange([...params, fillParameter({ name: freeParameterName(params) })])}
      onMove={(from, to) => onChange(movedRow(params, from, to))}
      onRemove={(index) => onChange(params.filter((_, i) => i !== index))}
    >
      {(param, index) => {
        const trouble = troubles[index];
        const problem = problems?.get(param.name);
        return (
          <>
            <div className="param-cells">
              <TextInput
                aria-label={t('param.name', { number: index + 1 })}
                data-field={`params.${param.name}`}
                value={param.name}
                title={param.name}
                maxLength={128}
                error={trouble !== null}
                onPaste={paste}
                onChange={(event) => set(index, { name: event.currentTarget.value })}
                classNames={{ input: 'mono' }}
              />
              {param.masked ? (
                <TextInput
                  aria-label={t('param.value', { name: param.name })}
                  placeholder={t('param.empty')}
                  type="password"
                  autoComplete="off"
                  value={param.value}
                  onChange={(event) => set(index, { value: event.currentTarget.value })}
                />
              ) : (
                <ElInput
                  label={t('param.value', { name: param.name })}
                  placeholder={t('param.empty')}
                  mono={hasEl(param.value)}
                  value={param.value}
                  invalid={problem?.severity === 'error'}
                  onPaste={paste}
                  onChange={(value) => set(index, { value })}
                />
              )}
              <ParameterMenu param={param} onChange={(patch) => set(index, patch)} />
            </div>
            {hasEl(param.value) && !param.masked && !problem && <LiveValue text={param.value} />}
            {(param.kind === 'constant' || param.masked) && (
              <p className="param-marks t3 s11">
                {param.kind === 'constant' && (
                  <span className="row gap4">
                    <Lock size={11} aria-hidden="true" />
                    {t('param.is_constant')}
                  </span>
                )}
                {param.masked && (
                  <span className="row gap4">
                    <EyeOff size={11} aria-hidden="true" />
                    {t('param.is_masked')}
                  </span>
                )}
              </p>
            )}
            {trouble && <FieldError error={{ message: t(`param.trouble_${trouble}`, { name: param.name }) }} />}
            {problem && !trouble && <FieldError error={problem} />}
          </>
        );
      }}
    </Rows>
  );
}

function ParameterMenu({ param, onChange }: { param: Parameter; onChange: (patch: Partial<Parameter>) => void }) {
  const { t } = useTranslation();
  const mark = (on: boolean) => (on ? <Check size={14} /> : <span className="menu-gap" />);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="ib sm" aria-label={t('param.more', { name: param.name })}>
          <EllipsisVertical size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={mark(hasEl(param.value))}
          disabled={param.masked}
          onClick={() => onChange({ value: hasEl(param.value) ? '' : '#{}' })}
        >
          {t('param.expression')}
        </Menu.Item>
        <Menu.Item
          leftSection={mark(param.kind === 'constant')}
          onClick={() => onChange({ kind: param.kind === 'constant' ? 'variable' : 'constant' })}
        >
          {t('param.constant')}
        </Menu.Item>
        <Menu.Item leftSection={mark(param.masked)} onClick={() => onChange({ masked: !param.masked })}>
          {t('param.masked')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
