import { Button } from '@mantine/core';
import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { Empty } from '../components/ui/Feedback';

export function NotFound() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <main className="grow page">
      <h1 className="hidden-text">{t('not_found.title')}</h1>
      <Empty icon={<SearchX size={24} />} title={t('not_found.title')} text={t('not_found.text', { path: pathname })}>
        <Button variant="filled" component={Link} to="/development">
          {t('not_found.action')}
        </Button>
      </Empty>
    </main>
  );
}
