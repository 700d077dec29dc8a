/** The parameters of a job (R136): name, value, and below an expression what it gives now. */

import { Button, Menu, Textarea, TextInput } from '@mantine/core';
import { Check, EllipsisVertical, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LiveValue } from '../../forms/LiveValue';
import { hasEl } from '../../forms/schema';
import { fillParameter, type Parameter } from '../../lib/definition';

const NAME = /^[A-Za-z0-9._-]*$/;

interface ParameterTableProps {
  params: readonly Parameter[];
  onChange: (params: readonly Parameter[]) => void;
}

export function ParameterTable({ params, onChange }: ParameterTableProps) {
  const { t } = useTranslation();
  const set = (index: number, patch: Partial<Parameter>) =>
    onChange(params.map((old, i) => (i === index ? { ...old, ...patch } : old)));
  const values = Object.fromEntries(params.map((p) => [p.name, p.value]));
  const fresh = () => {
    let number = params.length + 1;
    while (params.some((p) => p.name === `param_${number}`)) number += 1;
    onChange([...params, fillParameter({ name: `param_${number}` })]);
  };
  return (
    <div className="col rows">
      {params.map((param, index) => (
        <div key={index} className="param">
          <TextInput
            aria-label={t('param.name', { number: index + 1 })}
            value={param.name}
            maxLength={128}
            error={!NAME.test(param.name) || params.some((p, i) => i !== index && p.name === param.name)}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            classNames={{ input: 'mono' }}
          />
          <ValueField param={param} onChange={(value) => set(index, { value })} />
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className="ib sm" aria-label={t('param.more', { name: param.name })}>
                <EllipsisVertical size={14} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={param.kind === 'constant' ? <Check size={14} /> : <span className="menu-gap" />}
                onClick={() => set(index, { kind: param.kind === 'constant' ? 'variable' : 'constant' })}
              >
                {t('param.constant')}
              </Menu.Item>
              <Menu.Item
                leftSection={param.masked ? <Check size={14} /> : <span className="menu-gap" />}
                onClick={() => set(index, { masked: !param.masked })}
              >
                {t('param.masked')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                leftSection={<span className="menu-gap" />}
                onClick={() => onChange(params.filter((_, i) => i !== index))}
              >
                {t('param.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {hasEl(param.value) && !param.masked && (
            <div className="param-live">
              <LiveValue text={param.value} params={values} />
            </div>
          )}
        </div>
      ))}
      <Button variant="subtle" size="compact-sm" leftSection={<Plus size={12} />} onClick={fresh} className="rows-add">
        {t('param.add')}
      </Button>
    </div>
  );
}

/** One line that grows, so that a long expression can be read; Enter makes no second line. */
function ValueField({ param, onChange }: { param: Parameter; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const shared = {
    'aria-label': t('param.value', { name: param.name }),
    placeholder: t('param.empty'),
    value: param.value,
  };
  if (param.masked) {
    return <TextInput {...shared} type="password" onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={6}
      spellCheck={false}
      classNames={{ input: hasEl(param.value) ? 'input-el' : '' }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.preventDefault();
      }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
