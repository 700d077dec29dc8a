/** Catches what a page throws while it is drawn, and offers to load it again. */

import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { PageError } from '../components/ui/Feedback';

function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <main className="grow page">
      <PageError title={t('error.page_title')} error={error} onRetry={() => window.location.reload()} />
    </main>
  );
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />;
  }
}

export function RouteError() {
  return <Broken error={useRouteError()} />;
}
