/** What every component may use, without passing it down by hand. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Citation } from '#assistant';
import type { Connection } from '../connection.ts';
import type { Locale } from '../locales/locale.ts';
import type { Texts } from '../locales/pt-br.ts';
import type { Login } from '../login.ts';
import type { Store } from '../store.ts';

export interface Chat {
  readonly texts: Texts;
  readonly locale: Locale;
  readonly connection: Connection;
  readonly login: Login;
  readonly dispatch: Store['dispatch'];
  showSource(citation: Citation): void;
  focusComposer(): void;
}

export const ChatContext = createContext<Chat | undefined>(undefined);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('no chat around this component');
  return chat;
}
