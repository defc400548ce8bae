/** Holds the state, applies actions to it, and tells who listens. */
import { type ChatAction, type ChatState, reduce } from './state.ts';

export interface Store {
  readonly state: ChatState;
  dispatch(action: ChatAction): void;
  /** Returns the way to stop listening. */
  subscribe(listener: (state: ChatState) => void): () => void;
}

export function createStore(start: ChatState): Store {
  let state = start;
  const listeners = new Set<(state: ChatState) => void>();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      state = reduce(state, action);
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
