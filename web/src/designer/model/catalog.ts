/** What the model knows of node types; the API's `NodeType` fits. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly 'x-reference'?: string;
}

export interface KnownType {
  readonly name: string;
  readonly label: string;
  readonly properties_schema: Schema;
}

export type KnownTypes = ReadonlyMap<string, KnownType>;
