/** First the token, then the questions. */
import { useEffect, useState } from 'preact/hooks';
import { type Collection, readCollections, WrongToken } from '../client.ts';
import { useWording } from '../locales/locale.ts';
import { Bench } from './bench.tsx';
import { TokenForm } from './token-form.tsx';

const KEY = 'guiche-operator-token';

export function App() {
  const { texts } = useWording();
  const [token, setToken] = useState(sessionStorage.getItem(KEY) ?? '');
  const [collections, setCollections] = useState<readonly Collection[]>();
  const [problem, setProblem] = useState('');

  const leave = (why = '') => {
    sessionStorage.removeItem(KEY);
    setToken('');
    setCollections(undefined);
    setProblem(why);
  };
  useEffect(() => {
    if (token === '') return;
    readCollections(token).then(
      (found) => {
        sessionStorage.setItem(KEY, token);
        setProblem('');
        setCollections(found);
      },
      (error: Error) => leave(error instanceof WrongToken ? texts.wrongToken : texts.failed(error.message)),
    );
  }, [token]);

  return (
    <>
      <header>
        <div class="bar">
          <h1>{texts.title}</h1>
          {collections && (
            <button type="button" class="quiet" onClick={() => leave()}>
              {texts.leave}
            </button>
          )}
        </div>
      </header>
      <main>
        <p class="intro">{texts.intro}</p>
        {collections ? (
          <Bench {...{ token, collections }} onWrongToken={() => leave(texts.wrongToken)} />
        ) : (
          <TokenForm problem={problem} isBusy={token !== ''} onEnter={setToken} />
        )}
      </main>
    </>
  );
}
