/** The whole widget: the button, the panel, and a passage when one is being read. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Citation } from '#assistant';
import type { Configuration } from '../configuration.ts';
import type { Connection } from '../connection.ts';
import { TEXTS } from '../locales/locale.ts';
import type { Login } from '../login.ts';
import type { Storage } from '../storage.ts';
import type { Store } from '../store.ts';
import { type Chat, ChatContext } from './chat.ts';
import { Floating } from './floating.tsx';
import { PagePanel } from './panel.tsx';
import { PassageDialog } from './passage.tsx';

interface AppProps {
  readonly configuration: Configuration;
  readonly connection: Connection;
  readonly login: Login;
  readonly storage: Storage;
  readonly store: Store;
}

export function App({ configuration, connection, login, storage, store }: AppProps) {
  const { locale, mode } = configuration;
  const texts = TEXTS[locale];
  const title = configuration.title ?? texts.title;
  const [state, setState] = useState(store.state);
  const [source, setSource] = useState<Citation>();
  const input = useRef<HTMLTextAreaElement>(null);
  const chat = useMemo<Chat>(
    () => ({
      texts,
      locale,
      connection,
      login,
      dispatch: store.dispatch,
      showSource: setSource,
      focusComposer: () => input.current?.focus(),
    }),
    [],
  );
  useEffect(() => store.subscribe(setState), []);
  const panel = { state, title, input };
  return (
    <ChatContext.Provider value={chat}>
      {mode === 'page' ? (
        <PagePanel {...panel} />
      ) : (
        <Floating {...panel} opensAtOnce={configuration.open} storage={storage} />
      )}
      {source && <PassageDialog citation={source} onClose={() => setSource(undefined)} />}
    </ChatContext.Provider>
  );
}
