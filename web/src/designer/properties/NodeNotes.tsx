/** The note of a node, for the people who come after. */

import { useTranslation } from 'react-i18next';
import type { JobNode } from '../../lib/definition';
import { useDesigner } from '../context';
import { changeNode } from '../model/commands';
import { NotesField } from './NotesField';

export function NodeNotes({ node }: { node: JobNode }) {
  const { t } = useTranslation();
  const { store, host } = useDesigner();
  return (
    <section className="psec">
      <NotesField
        label={t('node.description')}
        dataField="description"
        value={node.description}
        readOnly={host?.readOnly}
        minRows={8}
        onChange={(description) => store.run(changeNode(store.get().doc, node.id, { description }))}
      />
    </section>
  );
}
