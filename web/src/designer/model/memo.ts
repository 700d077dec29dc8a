/** An answer about one value, found once for each version of it: documents are never changed in place. */
export function once<K extends object, V>(find: (value: K) => V): (value: K) => V {
  const known = new WeakMap<K, { readonly found: V }>();
  return (value) => {
    const old = known.get(value);
    if (old) return old.found;
    const found = find(value);
    known.set(value, { found });
    return found;
  };
}
