/** Looks something up in the documents, and quotes it in the reply. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Citation } from '../../../src/activity.ts';
import { call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { tellProblem } from '../../app/parts/problem.ts';
import { t } from './composer-words.ts';

interface Passage {
  readonly passageId: string;
  readonly title: string;
  readonly text: string;
  readonly url?: string | null;
}

const PAUSE_MS = 300;

/** The first sentences: as much as somebody reads in a chat. */
const QUOTE_LENGTH = 320;
function quoteOf(text: string): string {
  if (text.length <= QUOTE_LENGTH) return text.trim();
  const cut = text.slice(0, QUOTE_LENGTH);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('.\n'));
  return end > 0 ? cut.slice(0, end + 1) : cut.slice(0, cut.lastIndexOf(' '));
}

/** What is marked in the passage, else its beginning. */
function chosenQuote(passage: Passage): string {
  const marked = getSelection()?.toString().trim() ?? '';
  return marked.length > 2 && passage.text.includes(marked) ? marked : quoteOf(passage.text);
}

/** Searches while one writes; an answer that comes late is not shown. */
function usePassages(query: string) {
  const passages = useSignal<readonly Passage[] | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    if (query.trim().length < 2) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      const path = `/passages?${new URLSearchParams({ q: query.trim() })}`;
      call<{ passages: readonly Passage[] }>('GET', path, undefined, over.signal).then(
        (answer) => {
          passages.value = answer.passages;
          problem.value = '';
        },
        (error: unknown) => {
          if (!over.signal.aborted) problem.value = tellProblem(error);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [query]);
  return { passages: passages.value, problem: problem.value };
}

interface KnowledgeDialogProps {
  /** What is looked for first. */
  readonly about: string;
  onClose(): void;
  onQuote(text: string, citation: Citation): void;
}

export function KnowledgeDialog({ about, onClose, onQuote }: KnowledgeDialogProps) {
  const query = useSignal(about);
  const { passages, problem } = usePassages(query.value);
  const quote = (passage: Passage) => {
    const { passageId, title, url } = passage;
    const words = chosenQuote(passage);
    onQuote(`${words} [1]`, { mark: 1, passageId, title, quote: words, ...(url ? { url } : {}) });
  };
  return (
    <Dialog title={t('knowledge')} onClose={onClose} isWide>
      <Field label={t('question')} hint={t('knowledgeHint')} problem={problem}>
        {(tie) => (
          <input
            {...tie}
            type="search"
            value={query.value}
            onInput={({ currentTarget }) => {
              query.value = currentTarget.value;
            }}
          />
        )}
      </Field>
      <p class="unseen" role="status">
        {passages && t('matches', { count: passages.length })}
      </p>
      {passages?.length === 0 && <p class="muted">{t('noPassages')}</p>}
      <ol class="passages">
        {passages?.map((passage) => (
          <li key={passage.passageId}>
            <h3>{passage.title}</h3>
            <p>{passage.text}</p>
            {/* The mark in the passage stays while the button is pressed. */}
            <Button
              isSmall
              icon="plus"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => quote(passage)}
            >
              {t('insert')}
            </Button>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
