/** The form of an edge beside its line: the quick way. Loaded when it is first opened. */

import { Button } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobEdge } from '../../lib/definition';
import { useDesigner } from '../context';
import { edgeKey } from '../model/changes';
import { remove } from '../model/commands';
import { EdgeForm, useEdgeNames } from './EdgeForm';
import { LiveScope } from './LiveScope';
import '../../styles/properties.css';

export default function PopoverForm({ edge, onClose }: { edge: JobEdge; onClose: () => void }) {
  const { t } = useTranslation();
  const { store } = useDesigner();
  const names = useEdgeNames(edge);
  const form = useRef<HTMLDivElement>(null);
  // It may be loaded after the popover has looked for something to give the focus to.
  useEffect(() => form.current?.querySelector('textarea')?.focus({ preventScroll: true }), []);
  return (
    <LiveScope node={edge.target}>
      <div ref={form} className="col edge-form">
        <p className="ell s12 t2" title={t('edge.title', names)}>
          {t('edge.title', names)}
        </p>
        <EdgeForm edge={edge} />
        <div className="row">
          <Button
            leftSection={<Trash2 size={14} />}
            onClick={() => {
              onClose();
              store.run(remove(store.get().doc, { edges: [edgeKey(edge)] }));
            }}
          >
            {t('edge.delete')}
          </Button>
          <Button className="end" variant="filled" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      </div>
    </LiveScope>
  );
}
