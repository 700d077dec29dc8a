/** A dialog with a title, a body and a footer: the consequence at the left, the verb on the button. */

import { Button, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  title: string;
  onClose: () => void;
  onConfirm: () => void;
  verb: string;
  consequence?: string;
  busy?: boolean;
  disabled?: boolean;
  danger?: boolean;
  size?: number;
  testId?: string;
  children?: ReactNode;
  extra?: ReactNode;
}

export function Dialog(props: DialogProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!props.disabled && !props.busy) props.onConfirm();
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 480}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={submit}>
        <div className="dialog-body">{props.children}</div>
        <footer className="dialog-foot">
          <span className="t3 s12 grow">{props.consequence}</span>
          {props.extra}
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            color={props.danger ? 'red' : undefined}
            loading={props.busy}
            disabled={props.disabled}
            data-testid={props.testId}
          >
            {props.verb}
          </Button>
        </footer>
      </form>
    </Modal>
  );
}
