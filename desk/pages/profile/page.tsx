/** One's own account: name and language, password, second factor, sessions and tokens. */
import { useEffect } from 'preact/hooks';
import { showProblem } from '../../app/parts/problem.ts';
import { SecondFactor } from './factor.tsx';
import { Password, You } from './own.tsx';
import { Sessions } from './sessions.tsx';
import { load, profile } from './state.ts';
import { t } from './words.ts';
import './page.css';

export function Page() {
  useEffect(() => {
    load().catch(showProblem);
  }, []);
  const own = profile.value;
  return (
    <>
      <h1>{t('title')}</h1>
      {own && (
        <>
          <You {...own} />
          <Password {...own} />
          {!own.isElsewhere && <SecondFactor {...own} />}
          <Sessions />
        </>
      )}
    </>
  );
}
