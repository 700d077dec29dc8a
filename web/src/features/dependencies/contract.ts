/** Held by the compiler only: every field that `api.ts` names is one that the server's document has. */

import type { components } from '../../api/generated';
import type * as own from './api';

type Server = components['schemas'];
type Unknown<Own, Theirs> = Exclude<keyof Own, keyof Theirs>;

interface UnknownFields {
  graph: Unknown<own.Graph, Server['GraphAnswer']>;
  job: Unknown<own.GraphJob, Server['GraphJobAnswer']>;
  edge: Unknown<own.GraphEdge, Server['GraphEdgeAnswer']>;
}

type MustBeNever<T extends Record<keyof T, never>> = T;

export type Contract = MustBeNever<UnknownFields>;
