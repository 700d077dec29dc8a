import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import en from '../../locales/en.json';
import { keysPage } from './page';

const PAGE = resolve('../docs/reference/keys.md');

/** `WRITE_DOCS=1 npx vitest run src/app/keys/page.test.ts` writes the page. */
test('the page of keys says what the actions say', () => {
  const made = keysPage((key) => en[key]);
  if (process.env.WRITE_DOCS) writeFileSync(PAGE, made);
  expect(readFileSync(PAGE, 'utf8')).toBe(made);
});
