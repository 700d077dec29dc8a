/** Sign-in: open the link that the server printed, or paste it here. */

import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Terminal } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client';
import { fetchSession, keys } from '../api/queries';
import { useErrorText } from '../components/ui/Feedback';
import { Mark } from '../components/ui/Icon';
import { RaceDrawing } from './RaceDrawing';

/** The token of a pasted link, or the text itself when it is a bare token. */
export function tokenOf(text: string): string {
  const trimmed = text.trim();
  const found = /[?&]token=([^&\s]+)/.exec(trimmed);
  return found?.[1] ? decodeURIComponent(found[1]) : trimmed;
}

/** The server sends who opened a dead link to `/sign-in?reason=login_link_invalid`. */
const isLinkDead = () => new URLSearchParams(window.location.search).get('reason') === 'login_link_invalid';

export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(() => (isLinkDead() ? t('sign_in.link_dead') : null));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await post('/api/session', { token: tokenOf(text) });
      client.setQueryData(keys.session, await fetchSession());
    } catch (problem) {
      setError(errorText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="signin">
      <div className="signin-left">
        <div className="brand">
          <Mark size={28} />
          <span className="signin-name">Millrace</span>
        </div>
        <form className="signin-form" onSubmit={(event) => void submit(event)}>
          <div>
            <h1 className="signin-title">{t('sign_in.title')}</h1>
            <p className="t2">{t('sign_in.where', { host: window.location.host })}</p>
          </div>
          <p className="note">
            <Terminal size={14} aria-hidden="true" />
            <span>{t('sign_in.link')}</span>
          </p>
          <TextInput
            label={t('sign_in.token')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={error}
            autoComplete="off"
            spellCheck={false}
            styles={{ input: { height: 36, minHeight: 36 } }}
          />
          <Button type="submit" variant="filled" h={36} fullWidth loading={busy} disabled={text.trim() === ''}>
            {t('sign_in.action')}
          </Button>
        </form>
        <p className="t3 s12">Millrace · Apache-2.0</p>
      </div>
      <div className="signin-right">
        <RaceDrawing />
      </div>
    </main>
  );
}
