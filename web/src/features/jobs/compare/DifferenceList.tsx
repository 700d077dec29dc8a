/** What differs between two drafts: objects, and below each its fields with both values. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { difference } from '../../../designer/model/difference';
import type { JobDefinition } from '../../../lib/definition';
import { KindMark } from './marks';
import { Value } from './Value';

export function DifferenceList({ before, after }: { before: JobDefinition; after: JobDefinition }) {
  const { t } = useTranslation();
  const parts = useMemo(() => difference(before, after), [before, after]);
  if (parts.length === 0) return <p className="t3">{t('compare.same')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it.
    <section className="compare-scroll" tabIndex={0} aria-label={t('compare.title')}>
      <table className="compare">
        <thead>
          <tr>
            <th>{t('compare.field')}</th>
            <th>{t('compare.saved')}</th>
            <th>{t('compare.here')}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => [
            <tr key={`${part.part}:${part.id}`} className="compare-object">
              <th colSpan={3} scope="rowgroup">
                <KindMark kind={part.kind} /> {part.name || t('compare.part.job')}
                <span className="t3"> {t(`compare.part.${part.part}`)}</span>
              </th>
            </tr>,
            ...(part.kind === 'changed' ? part.fields : []).map((field) => (
              <tr key={`${part.part}:${part.id}:${field.path}`}>
                <td className="mono s11">{field.path}</td>
                <td>
                  <Value value={field.before} />
                </td>
                <td>
                  <Value value={field.after} />
                </td>
              </tr>
            )),
          ])}
        </tbody>
      </table>
    </section>
  );
}
