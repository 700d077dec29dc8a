/** The right panel for one selected node: properties, settings, the last output, notes. */

import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobNode } from '../../lib/definition';
import { useDesigner } from '../context';
import { onFieldWanted } from './fieldFocus';
import { LiveScope } from './LiveScope';
import { NodeNotes } from './NodeNotes';
import { NodeOutput } from './NodeOutput';
import { ConnectTo, NodeProperties } from './NodeProperties';
import { FailureSettings, LimitSettings, PlaceSettings, PolicyField, useRetryWords } from './NodeSettings';
import { NodeTitle } from './NodeTitle';
import { ofNode, type PanelTab, tabOf } from './nodeProblems';
import { Section } from './Section';
import { changeSettings, type SettingsPatch } from './settings';
import { Tabs } from './Tabs';
import { useFieldErrors } from './useFieldErrors';

/** The tab that was open stays open for the next node. */
let lastTab: PanelTab = 'properties';

export function NodePanel({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { problems } = useDesigner();
  const [tab, setTab] = useState<PanelTab>(lastTab);
  const mine = useMemo(() => ofNode(problems, node.id), [problems, node.id]);
  const errors = useFieldErrors(mine);
  const choose = (next: PanelTab) => {
    lastTab = next;
    setTab(next);
  };
  useEffect(
    () =>
      onFieldWanted((path) => {
        lastTab = tabOf(path);
        setTab(lastTab);
      }),
    [],
  );
  const count = (name: PanelTab) => mine.filter((problem) => tabOf(problem.field ?? '') === name).length;
  const mark = (name: PanelTab) => {
    const found = count(name);
    if (found === 0) return undefined;
    const bad = mine.some((one) => one.severity === 'error' && tabOf(one.field ?? '') === name);
    return <span className={`cnt ${bad ? 'f' : 'w'}`}>{found}</span>;
  };
  const tabs = (['properties', 'advanced', 'output', 'notes'] as const).map((name) => ({
    name,
    label: t(`node.tab_${name}`),
    mark: mark(name) ?? (name === 'notes' && node.description !== '' ? <span className="dot" /> : undefined),
  }));
  return (
    <LiveScope node={node.id}>
      <NodeTitle node={node} problem={errors.get('name')} />
      <Tabs label={t('panel.tabs')} tabs={tabs} active={tab} onChoose={choose}>
        {tab === 'properties' && (
          <>
            <NodeProperties node={node} problems={mine} />
            <FailureSummary node={node} onMore={() => choose('advanced')} />
          </>
        )}
        {tab === 'advanced' && <NodeAdvanced node={node} />}
        {tab === 'output' && <NodeOutput node={node} />}
        {tab === 'notes' && <NodeNotes node={node} />}
      </Tabs>
    </LiveScope>
  );
}

function useChange(node: JobNode): (patch: SettingsPatch) => void {
  const { store } = useDesigner();
  return (patch) => store.run(changeSettings(store.get().doc, [node.id], patch));
}

function FailureSummary({ node, onMore }: { node: JobNode; onMore: () => void }) {
  const { t } = useTranslation();
  const { host } = useDesigner();
  const words = useRetryWords();
  const change = useChange(node);
  return (
    <Section name="fails_short" title={t('node.when_fails')}>
      <PolicyField settings={node} onChange={change} readOnly={host?.readOnly} />
      <div className="setting-line">
        <span className="t2 s12">{t('node.retry')}</span>
        <button type="button" className="link" onClick={onMore}>
          {words(node.retry)}
        </button>
      </div>
      <ConnectTo node={node} />
    </Section>
  );
}

/** Settings that every node has. */
export function NodeAdvanced({ node }: { node: JobNode }) {
  const { types, problems, host } = useDesigner();
  const change = useChange(node);
  const mine = useMemo(() => ofNode(problems, node.id), [problems, node.id]);
  const errors = useFieldErrors(mine);
  const shared = {
    settings: node,
    onChange: change,
    problems: errors,
    readOnly: host?.readOnly,
    safeToRepeat: types.get(node.type)?.traits.safe_to_repeat ?? null,
  };
  return (
    <>
      <FailureSettings {...shared} />
      <LimitSettings {...shared} />
      <PlaceSettings {...shared} />
    </>
  );
}
