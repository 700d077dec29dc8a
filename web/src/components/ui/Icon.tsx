/** The icons of the sprite: node types 20 x 20, states 16 x 16. The sprite is put into the page once, at the start. */

import { useTranslation } from 'react-i18next';
import sprite from '../../assets/icons.svg?raw';
import { LOOKS, type StatusName } from '../../lib/status';

const known = new Set([...sprite.matchAll(/<symbol id="([^"]+)"/g)].map((found) => found[1]));

export function putSprite(): void {
  const holder = document.createElement('div');
  holder.hidden = true;
  holder.setAttribute('aria-hidden', 'true');
  holder.innerHTML = sprite;
  document.body.prepend(holder);
}

interface NodeIconProps {
  icon: string;
  size?: number;
  className?: string;
  /** For icons that the sprite does not have, such as those of other packages. */
  fallback?: string;
}

export function NodeIcon({ icon, size = 18, className = '', fallback = 'resource' }: NodeIconProps) {
  const id = known.has(`node-${icon}`) ? `node-${icon}` : `node-${fallback}`;
  return (
    <svg className={`i ${className}`} width={size} height={size} aria-hidden="true">
      <use href={`#${id}`} />
    </svg>
  );
}

/** With `named` the word is read aloud; without, a word stands beside it. */
export function StateIcon({
  status,
  size = 16,
  named = false,
}: {
  status: StatusName;
  size?: number;
  named?: boolean;
}) {
  const { t } = useTranslation();
  const look = LOOKS[status];
  const spins = status === 'running' ? 'spin' : '';
  return (
    <svg
      className={`i st-${look.hue} ${spins}`}
      width={size}
      height={size}
      role={named ? 'img' : undefined}
      aria-label={named ? t(look.word) : undefined}
      aria-hidden={!named}
    >
      <use href={`#${look.icon}`} />
    </svg>
  );
}

export function Status({ status, boxed = false }: { status: StatusName; boxed?: boolean }) {
  const { t } = useTranslation();
  const look = LOOKS[status];
  return (
    <span className={`st st-${look.hue} ${boxed ? `st-box tint-${look.hue}` : ''}`}>
      <StateIcon status={status} />
      {t(look.word)}
    </span>
  );
}

export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round">
        <path d="M1.75 7.5h1a3.75 3.75 0 0 1 3.75 3.75v1a13.5 13.5 0 0 0 13.5 13.5h10.25" />
        <path d="M20 3.5V21M27.58 7.87 12.42 16.63M27.58 16.62 12.42 7.88" />
      </g>
    </svg>
  );
}
