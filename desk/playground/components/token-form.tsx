/** Asks for the token. */
import { useEffect, useRef } from 'preact/hooks';
import { useWording } from '../locales/locale.ts';

interface TokenFormProps {
  /** Why there is no way in; '' where nothing went wrong. */
  readonly problem: string;
  readonly isBusy: boolean;
  onEnter(token: string): void;
}

export function TokenForm({ problem, isBusy, onEnter }: TokenFormProps) {
  const { texts } = useWording();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), [problem]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget as HTMLFormElement).get('token');
    if (typeof token === 'string' && token.trim() !== '') onEnter(token.trim());
  };
  return (
    <form class="card narrow" onSubmit={submit}>
      <label for="token">{texts.token}</label>
      <input
        id="token"
        ref={input}
        name="token"
        type="password"
        autocomplete="off"
        required
        aria-describedby="token-hint token-problem"
        aria-invalid={problem !== ''}
      />
      <p id="token-hint" class="hint">
        {texts.tokenHint}
      </p>
      <p id="token-problem" class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" disabled={isBusy}>
        {texts.enter}
      </button>
    </form>
  );
}
