/** Small parts that several steps use. */

import { TextInput } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame } from '../../forms/FieldFrame';
import { type Draft, type DraftProblem, problemsOf, type Step } from './draft';

export interface StepProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  /** The code of the server's refusal that belongs to this step, and its sentence. */
  readonly refusal: { readonly code: string; readonly text: string } | null;
  /** Whether somebody tried to go on; before that nothing is called missing. */
  readonly tried: boolean;
}

export function useProblem(draft: Draft, step: Step): (at: string) => string | undefined {
  const { t } = useTranslation();
  const found = problemsOf(draft, step);
  return (at) => {
    const one = found.find((each) => each.at === at);
    return one && t(`patchdata.problem_${one.problem satisfies DraftProblem}`);
  };
}

interface LabeledProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string;
  help?: string;
  className?: string;
  placeholder?: string;
  maxLength?: number;
  testId?: string;
}

export function Labeled(props: LabeledProps) {
  const id = useId();
  return (
    <div className={props.className}>
      <FieldFrame label={props.label} forId={id} error={props.error} help={props.help}>
        <TextInput
          id={id}
          value={props.value}
          error={Boolean(props.error)}
          placeholder={props.placeholder}
          maxLength={props.maxLength ?? 128}
          autoComplete="off"
          data-testid={props.testId}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      </FieldFrame>
    </div>
  );
}

/** A sentence in the hue of an error, beside the field it is about. */
export function FieldError({ children }: { children: ReactNode }) {
  return (
    <p className="pd-error" role="alert">
      <CircleAlert size={14} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}

export function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <section className="pd-section">
      <h2 className="pd-h">{title}</h2>
      {help && <p className="t2 s12 pd-help">{help}</p>}
      {children}
    </section>
  );
}
