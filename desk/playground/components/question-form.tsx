/** The question, with what narrows the search down. */
import { useEffect, useRef } from 'preact/hooks';
import type { TrialQuestion } from '../../../src/trial.ts';
import type { Collection } from '../client.ts';
import { useWording } from '../locales/locale.ts';

/** By the names their speakers call them. */
const LOCALES = [
  ['pt-BR', 'Português'],
  ['en', 'English'],
  ['es', 'Español'],
] as const;

interface QuestionFormProps {
  readonly collections: readonly Collection[];
  readonly isBusy: boolean;
  onAsk(question: TrialQuestion): void;
  onStop(): void;
}

function readForm(form: HTMLFormElement): TrialQuestion {
  const data = new FormData(form);
  const read = (name: string): string => String(data.get(name) ?? '').trim();
  const collection = read('collection');
  const on = read('on');
  return {
    question: read('question'),
    locale: read('locale'),
    earlier: read('earlier')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    audience: read('audience') === 'staff' ? 'staff' : 'public',
    ...(collection === '' ? {} : { collections: [collection] }),
    ...(on === '' ? {} : { on }),
  };
}

function Filters({ collections }: Pick<QuestionFormProps, 'collections'>) {
  const { texts } = useWording();
  return (
    <details class="filters">
      <summary>{texts.filters}</summary>
      <div class="fields">
        <div>
          <label for="collection">{texts.collection}</label>
          <select id="collection" name="collection">
            <option value="">{texts.allCollections}</option>
            {collections.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="audience">{texts.audience}</label>
          <select id="audience" name="audience">
            <option value="public">{texts.public}</option>
            <option value="staff">{texts.staff}</option>
          </select>
        </div>
        <div>
          <label for="locale">{texts.spoken}</label>
          <select id="locale" name="locale">
            {LOCALES.map(([tag, name]) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="on">{texts.day}</label>
          <input id="on" name="on" type="date" />
        </div>
        <div class="wide">
          <label for="earlier">{texts.earlier}</label>
          <textarea id="earlier" name="earlier" rows={2} aria-describedby="earlier-hint" />
          <p id="earlier-hint" class="hint">
            {texts.earlierHint}
          </p>
        </div>
      </div>
    </details>
  );
}

export function QuestionForm({ collections, isBusy, onAsk, onStop }: QuestionFormProps) {
  const { texts } = useWording();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  const submit = (form: HTMLFormElement) => {
    const question = readForm(form);
    if (question.question !== '') onAsk(question);
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <label for="question">{texts.question}</label>
      <textarea
        id="question"
        ref={box}
        name="question"
        rows={2}
        maxLength={4_000}
        required
        aria-describedby="question-hint"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <p id="question-hint" class="hint">
        {texts.questionHint}
      </p>
      <Filters collections={collections} />
      <div class="actions">
        <button type="submit">{texts.ask}</button>
        {isBusy && (
          <button type="button" class="quiet" onClick={onStop}>
            {texts.stop}
          </button>
        )}
      </div>
    </form>
  );
}
