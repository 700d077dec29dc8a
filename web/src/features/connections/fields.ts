/** The fields of a connection type, secrets apart. */

import type { ConnectionType } from '../../api/types';
import { type Field, fieldsOf } from '../../forms/schema';
import type { SecretField } from './SecretFields';

export function splitFields(type: ConnectionType | undefined): { fields: Field[]; secrets: SecretField[] } {
  if (!type) return { fields: [], secrets: [] };
  const all = fieldsOf(type.properties_schema);
  const names = new Set(type.secret_fields);
  const isSecret = (field: Field) => names.has(field.name) || field.kind === 'secret';
  const labelled = new Map(all.map((field) => [field.name, field.label]));
  const secretNames = new Set([...names, ...all.filter(isSecret).map((field) => field.name)]);
  const title = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1).replaceAll('_', ' ');
  return {
    fields: all.filter((field) => !isSecret(field)),
    secrets: [...secretNames].map((name) => ({ name, label: labelled.get(name) ?? title(name) })),
  };
}
