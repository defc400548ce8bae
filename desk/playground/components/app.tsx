/** First the token, then the questions. */
import { useEffect, useState } from 'preact/hooks';
import { type Collection, isSignedIn, readCollections, WrongToken } from '../client.ts';
import { useWording } from '../locales/locale.ts';
import { Bench } from './bench.tsx';
import { TokenForm } from './token-form.tsx';

const KEY = 'guiche-operator-token';

export function App() {
  const { texts } = useWording();
  // '': of whoever is signed in at the desk; undefined: to be typed in.
  const [token, setToken] = useState(sessionStorage.getItem(KEY) ?? undefined);
  const [collections, setCollections] = useState<readonly Collection[]>();
  const [problem, setProblem] = useState('');

  const leave = (why = '') => {
    sessionStorage.removeItem(KEY);
    setToken(undefined);
    setCollections(undefined);
    setProblem(why);
  };
  useEffect(() => {
    if (token === undefined) return;
    readCollections(token).then(
      (found) => {
        if (token !== '') sessionStorage.setItem(KEY, token);
        setProblem('');
        setCollections(found);
      },
      (error: Error) => leave(error instanceof WrongToken ? texts.wrongToken : texts.failed(error.message)),
    );
  }, [token]);
  useEffect(() => {
    if (token === undefined) isSignedIn().then((is) => is && setToken(''));
  }, []);

  return (
    <>
      <header>
        <div class="bar">
          <h1>{texts.title}</h1>
          {collections && token !== '' && (
            <button type="button" class="quiet" onClick={() => leave()}>
              {texts.leave}
            </button>
          )}
        </div>
      </header>
      <main>
        <p class="intro">{texts.intro}</p>
        {collections && token !== undefined ? (
          <Bench {...{ token, collections }} onWrongToken={() => leave(texts.wrongToken)} />
        ) : (
          <TokenForm problem={problem} isBusy={token !== undefined} onEnter={setToken} />
        )}
      </main>
    </>
  );
}
