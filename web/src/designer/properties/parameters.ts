/** The parameters of a job as a list that is edited. No React. */

import { doubled, type Pair, withPairs } from '../../forms/fields/tables';
import { fillParameter, type Parameter } from '../../lib/definition';

const NAME = /^[A-Za-z0-9._-]+$/;

export type NameTrouble = 'empty' | 'signs' | 'twice';

export function nameTroubles(params: readonly Parameter[]): readonly (NameTrouble | null)[] {
  const twice = doubled(params.map((param) => param.name));
  return params.map(({ name }) => {
    if (name === '') return 'empty';
    if (!NAME.test(name)) return 'signs';
    return twice.has(name) ? 'twice' : null;
  });
}

export function freeParameterName(params: readonly Parameter[]): string {
  let number = params.length + 1;
  while (params.some((param) => param.name === `param_${number}`)) number += 1;
  return `param_${number}`;
}

/** Pasted lines: values of known names are replaced and all else of them stays, new names are added. */
export function pastedParameters(params: readonly Parameter[], pasted: readonly Pair[]): readonly Parameter[] {
  const old = new Map(params.map((param) => [param.name, param]));
  const pairs = withPairs(
    params.map((param): Pair => [param.name, param.value]),
    pasted,
  );
  return pairs.map(([name, value]) => {
    const known = old.get(name);
    return known ? { ...known, value } : fillParameter({ name, value });
  });
}
