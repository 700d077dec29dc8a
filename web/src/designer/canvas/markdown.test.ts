import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown';

describe('notes in Markdown', () => {
  it('writes headings, lists and code', () => {
    expect(renderMarkdown('## Why\n\n- one\n- `two`')).toContain('<h2>Why</h2>');
    expect(renderMarkdown('- one\n- `two`')).toContain('<code>two</code>');
  });

  it('shows HTML as text', () => {
    const html = renderMarkdown('<img src=x onerror=alert(1)> <script>alert(1)</script>');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });

  it('opens links in a window of their own', () => {
    expect(renderMarkdown('[docs](https://example.org/a)')).toContain(
      '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">docs</a>',
    );
    expect(renderMarkdown('see https://example.org')).toContain('href="https://example.org"');
    expect(renderMarkdown('[mail](mailto:a@example.org)')).toContain('href="mailto:a@example.org"');
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    '//evil',
  ])('makes no link of %s', (url) => {
    expect(renderMarkdown(`[x](${url})`)).not.toContain('<a ');
  });

  it('loads no pictures', () => {
    expect(renderMarkdown('![x](https://example.org/x.png)')).not.toContain('<img');
  });
});
