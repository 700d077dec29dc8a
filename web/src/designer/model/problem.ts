/** A problem as the API's `Problem` has it. */
export interface LocalProblem {
  code: string;
  message: string;
  severity: 'error' | 'warning';
  node_id: string | null;
  field: string | null;
  column: number | null;
  /** The names and numbers of the message, to say it in another language. */
  values?: Readonly<Record<string, string | number>>;
}

interface Details {
  readonly severity?: 'warning';
  readonly node?: string | null;
  readonly field?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function problem(code: string, message: string, details: Details): LocalProblem {
  const { severity = 'error', node = null, field = null, values = {} } = details;
  return { code, message, severity, node_id: node, field, column: null, values };
}
