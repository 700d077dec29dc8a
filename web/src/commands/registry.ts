/**
 * What can be done now, by everything that offers something to do: keys, the command palette and the map of keys
 * read it. The shell, the open job and whatever else is shown each put a layer on it while they are there.
 */

import type { ActionGroup, ActionScope } from '../designer/actions/action';
import type { TextKey } from '../lib/i18n';
import type { Bindable } from '../lib/keymapBindings';

/** How an action is described: the same wherever it is offered. */
export interface Described extends Bindable {
  readonly label: TextKey;
  readonly group: ActionGroup;
  readonly scope: ActionScope;
  /** Several actions that the map of keys shows as one row: the four arrows. */
  readonly family?: TextKey;
  /** Goes on while the key is held. */
  readonly repeats?: boolean;
  /** The browser does it better itself where the keys are its own: with these, no permission is needed. */
  readonly native?: 'copy' | 'cut' | 'paste';
}

export interface Doable extends Described {
  /** Why it cannot be done now; null when it can. */
  readonly refusal: () => TextKey | null;
  readonly perform: () => void;
}

/** Something the palette can find besides what can be done. */
export interface Found {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly icon: string;
  readonly open: () => void;
  /** What else can be done with it. */
  readonly more?: readonly { readonly label: string; readonly perform: () => void }[];
}

export interface Layer {
  readonly doables: readonly Doable[];
  /** Nodes of the open job. */
  readonly nodes?: () => readonly Found[];
}

class Registry {
  private layers: readonly Layer[] = [];
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The newest first: it wins where two have the same keys. */
  readonly get = (): readonly Layer[] => this.layers;

  /** Puts a layer on top; gives back how to take it away. */
  add(layer: Layer): () => void {
    this.set([layer, ...this.layers]);
    return () => this.set(this.layers.filter((one) => one !== layer));
  }

  doables(): Doable[] {
    return this.layers.flatMap((layer) => layer.doables);
  }

  find(id: string): Doable | undefined {
    return this.doables().find((doable) => doable.id === id);
  }

  private set(layers: readonly Layer[]): void {
    this.layers = layers;
    for (const listener of [...this.listeners]) listener();
  }
}

export const registry = new Registry();
