import type { FieldProblem } from '../FieldFrame';
import type { Field } from '../schema';

export interface FieldProps {
  id: string;
  field: Field;
  value: unknown;
  /** `undefined`: the default holds. */
  onChange: (value: unknown) => void;
  error?: boolean;
  /** Spoken name, where no label stands above (rows of a list). */
  label?: string;
  /** True for a field that has the whole page for itself. */
  tall?: boolean;
  /** The path by which problems name the field: `properties.columns`. */
  path: string;
  /** Problems of what lies inside, by path. */
  inner?: ReadonlyMap<string, FieldProblem>;
  /** Values differ among what is edited together. */
  mixed?: boolean;
  readOnly?: boolean;
}
