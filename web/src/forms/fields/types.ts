import type { Field } from '../schema';

export interface FieldProps {
  id: string;
  field: Field;
  value: unknown;
  /** `undefined`: the default holds. */
  onChange: (value: unknown) => void;
  error?: string;
  /** Spoken name, where no label stands above (rows of a list). */
  label?: string;
  /** True for a field that has the whole page for itself. */
  tall?: boolean;
}
