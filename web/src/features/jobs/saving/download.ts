import type { JobDefinition } from '../../../lib/definition';

/** Gives the definition to the browser as a file. */
export function downloadDefinition(name: string, definition: JobDefinition): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(definition, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
