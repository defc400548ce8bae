/** The widget's beginning: reads the script tag, makes the shadow root, renders. */
import { render } from 'preact';
import { App } from './components/app.tsx';
import { readConfiguration } from './configuration.ts';
import { createConnection } from './connection.ts';
import { createHost } from './host.ts';
import { createLogin } from './login.ts';
import { startState } from './state.ts';
import { openStorage } from './storage.ts';
import { createStore } from './store.ts';
import { loadVlibras } from './vlibras.ts';

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const configuration = readConfiguration(script);
  const storage = openStorage(configuration.server);
  const store = createStore(startState(storage.readOutbox()));
  let { outbox } = store.state;
  store.subscribe((state) => {
    if (state.outbox === outbox) return;
    outbox = state.outbox;
    storage.writeOutbox(outbox);
  });
  const connection = createConnection(configuration, store, storage);
  const login = createLogin(configuration.server, storage);
  // Whoever comes back from logging in connects as who they are now.
  void login.finish().then((isDone) => {
    store.dispatch({ type: 'login-ended', isRefused: !isDone });
    render(<App {...{ configuration, connection, login, storage, store }} />, createHost(configuration));
  });
  if (configuration.vlibras) loadVlibras();
}
