/** The arrow on the card of a node that calls a job. */

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanvas } from './canvasContext';
import { useDrawing } from './useDrawing';

export function CalledJobToggle({ id, job }: { id: string; job: string }) {
  const { t } = useTranslation();
  const { drawing } = useCanvas();
  const shown = useDrawing((state) => state.unfolded.has(id));
  const label = t(shown ? 'called.hide_job' : 'called.show_job', { name: job });
  return (
    <button
      type="button"
      className="ib sm called-toggle nodrag"
      tabIndex={-1}
      aria-expanded={shown}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        drawing.toggleUnfolded(id);
      }}
    >
      {shown ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
    </button>
  );
}
