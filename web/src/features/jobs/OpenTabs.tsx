/** The tabs of the open jobs. */

import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTree } from '../../api/queries';
import { NodeIcon } from '../../components/ui/Icon';
import { useDirtyIds, useOpenIds } from './openJobs';

export function OpenTabs({ activeJob, onClose }: { activeJob: number | null; onClose: (id: number) => void }) {
  const { t } = useTranslation();
  const ids = useOpenIds();
  const dirty = useDirtyIds();
  const jobs = useTree().data?.jobs ?? [];
  const open = ids.flatMap((id) => jobs.find((job) => job.id === id) ?? []);
  return (
    <nav className="tabs" aria-label={t('tabs.title')}>
      {open.map((job) => (
        <span key={job.id} className={`tab ${job.id === activeJob ? 'on' : ''}`}>
          <Link
            to={`/development/${job.id}`}
            className="tab-link"
            aria-current={job.id === activeJob ? 'page' : undefined}
            title={job.name}
          >
            <NodeIcon icon="subjob" size={14} />
            <span className="ell">{job.name}</span>
            {dirty.has(job.id) && <span className="dot" role="img" aria-label={t('tree.unsaved')} />}
          </Link>
          <button
            type="button"
            className="ib sm x"
            aria-label={t('tabs.close', { name: job.name })}
            title={t('tabs.close', { name: job.name })}
            onClick={() => onClose(job.id)}
          >
            <X size={14} />
          </button>
        </span>
      ))}
    </nav>
  );
}
