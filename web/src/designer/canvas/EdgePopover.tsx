/** The condition of an edge and what an unmet condition skips (R70 to R72). */

import { Button, Popover, SegmentedControl, Textarea } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveValue } from '../../forms/LiveValue';
import type { JobEdge, OnFalse } from '../../lib/definition';
import { useDesigner, useDocument } from '../context';
import { edgeKey } from '../model/changes';
import { changeEdge, remove } from '../model/commands';
import { nodeById } from '../model/document';

/** Mounted while it is open, around the pill of the edge. */
export function EdgePopover({
  edge,
  onClose,
  children,
}: {
  edge: JobEdge;
  onClose: () => void;
  children: ReactElement;
}) {
  return (
    <Popover
      opened
      onChange={(open) => !open && onClose()}
      width={320}
      position="right-start"
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown className="nodrag nopan nowheel">
        <EdgeForm edge={edge} onClose={onClose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function EdgeForm({ edge, onClose }: { edge: JobEdge; onClose: () => void }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const { doc } = useDocument();
  const key = edgeKey(edge);
  const name = (id: string) => nodeById(doc, id)?.name ?? id;
  const params = Object.fromEntries(doc.params.map((p) => [p.name, p.value]));
  const setCondition = (text: string) =>
    store.run(changeEdge(store.get().doc, key, { condition: text === '' ? null : text }));
  return (
    <div className="col edge-form">
      <p className="ell s12 t2">{t('edge.title', { source: name(edge.source), target: name(edge.target) })}</p>
      <Textarea
        label={t('edge.condition')}
        description={t('edge.condition_help')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={edge.condition ?? ''}
        onChange={(event) => setCondition(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        classNames={{ input: 'input-el' }}
        data-testid="edge-condition"
      />
      {edge.condition && <LiveValue text={edge.condition} params={params} />}
      <div className="field">
        <span className="lab">{t('edge.on_false')}</span>
        <SegmentedControl
          fullWidth
          value={edge.on_false}
          data={[
            { value: 'skip_all', label: t('edge.skip_all') },
            { value: 'skip_next', label: t('edge.skip_next') },
          ]}
          onChange={(value) => store.run(changeEdge(store.get().doc, key, { on_false: value as OnFalse }))}
        />
      </div>
      <div className="row">
        <Button
          leftSection={<Trash2 size={14} />}
          onClick={() => {
            onClose();
            store.run(remove(store.get().doc, { edges: [key] }));
          }}
        >
          {t('edge.delete')}
        </Button>
        <Button className="end" variant="filled" onClick={onClose}>
          {t('common.done')}
        </Button>
      </div>
    </div>
  );
}
