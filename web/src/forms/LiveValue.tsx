/** What an expression gives now, below its field; asked from the server a moment after the last key. */

import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { CornerDownRight } from 'lucide-react';
import { post } from '../api/client';
import { ws } from '../api/queries';
import type { Evaluation } from '../api/types';
import { hasEl } from './schema';

const PAUSE_MS = 400;
const SHOWN_LENGTH = 120;

export function LiveValue({ text, params }: { text: string; params: Readonly<Record<string, string>> }) {
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const wanted = hasEl(settled);
  const answer = useQuery({
    queryKey: ['evaluate', settled, params],
    queryFn: () => post<Evaluation>(ws('/expressions/evaluate'), { text: settled, params }),
    enabled: wanted,
    retry: false,
    staleTime: 60_000,
  });
  if (!wanted || !answer.data) return null;
  const { ok, text: shown, value, message } = answer.data;
  const words = ok ? (shown ?? JSON.stringify(value)) : (message ?? '');
  return (
    <span className={`live ${ok ? '' : 'st-warning'}`}>
      <CornerDownRight size={11} aria-hidden="true" />
      <span className="ell" title={words}>
        {words.slice(0, SHOWN_LENGTH)}
      </span>
    </span>
  );
}
