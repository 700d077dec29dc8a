import { beforeAll, expect, test } from 'vitest';
import { reasonText } from './format';
import { setLanguage, startTexts } from './i18n';

beforeAll(startTexts);

test('a reason is said in words of the language', async () => {
  expect(reasonText('upstream_stopped')).toBe('The scheduling of an upstream job was stopped');
  await setLanguage('zh');
  expect(reasonText('upstream_stopped')).toBe('上游作业已停止调度');
  await setLanguage('en');
});

test('a code without words is readable, a sentence stays as it is', () => {
  expect(reasonText('some_new_code')).toBe('some new code');
  expect(reasonText('No such table.')).toBe('No such table.');
  expect(reasonText(null)).toBe('');
});
