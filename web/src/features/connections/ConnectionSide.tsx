/** The steps of the last test, and the nodes that use the connection. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Connection, ConnectionTest } from '../../api/types';
import { ErrorBox } from '../../components/ui/Feedback';
import { NodeIcon, StateIcon } from '../../components/ui/Icon';
import type { TextKey } from '../../lib/i18n';

const STEPS: Readonly<Record<string, TextKey>> = {
  resolve: 'connections.step_resolve',
  connect: 'connections.step_connect',
  sign_in: 'connections.step_sign_in',
  query: 'connections.step_query',
};

interface ConnectionSideProps {
  connection: Connection;
  test: ConnectionTest | undefined;
  error: unknown;
}

export function ConnectionSide({ connection, test, error }: ConnectionSideProps) {
  const { t } = useTranslation();
  return (
    <aside className="connection-side" aria-label={t('connections.test')}>
      <section className="psec">
        <h3 className="ph">{t('connections.test')}</h3>
        {!test && !error && <p className="t3 s12">{t('connections.not_tested')}</p>}
        {error !== null && error !== undefined && <ErrorBox title={t('connections.test_failed')} error={error} />}
        {test && (
          <ol className="steps" data-testid="connection-test">
            {test.steps.map((step) => {
              const known = STEPS[step.name];
              return (
                <li key={step.name} className="step">
                  <StateIcon status={step.ok ? 'success' : 'failed'} named />
                  <div>
                    <p className="b5">{known ? t(known) : step.name}</p>
                    <p className="t2 s12">{step.detail}</p>
                  </div>
                </li>
              );
            })}
          </ol>
        )}
        {test && !test.ok && test.hint && (
          <div className="errorbox" role="alert">
            <p className="t2">
              <span className="b6">{t('connections.what_to_do')}</span> {test.hint}
            </p>
          </div>
        )}
        {test?.ok && (
          <p className="st st-success" role="status">
            {t('connections.good')}
          </p>
        )}
      </section>
      <section className="psec">
        <h3 className="ph">{t('connections.used_by')}</h3>
        {connection.used_by.length === 0 && <p className="t3 s12">{t('connections.unused')}</p>}
        <ul className="plainlist">
          {connection.used_by.map((use) => (
            <li key={`${use.job_id}-${use.node_name}`}>
              <Link to={`/development/${use.job_id}`} className="row usedby">
                <NodeIcon icon="subjob" size={14} className="t3" />
                <span className="ell">{use.job_name}</span>
                <span className="t3 s12 ell">{use.node_name}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}
