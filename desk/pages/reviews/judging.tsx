/** The form beside the conversation that it is about. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TicketView } from '../../../src/desk.ts';
import type { Review, ReviewQuestion } from '../../../src/supervision.ts';
import { call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { linkTo, navigate } from '../../app/router.ts';
import { formatProtocol, locale } from '../../app/words.ts';
import { Line } from '../inbox/line.tsx';
import { form } from './state.ts';
import { t } from './words.ts';

/** Undefined: not answered yet; null: does not apply. */
type Points = number | null | undefined;

interface QuestionProps {
  readonly question: ReviewQuestion;
  readonly points: Points;
  readonly isMissing: boolean;
  onChange(points: number | null): void;
}

function Question({ question, points, isMissing, onChange }: QuestionProps) {
  const { name, points: most, text, help } = question;
  const hint = help[locale.value];
  const choices = [...Array.from({ length: most + 1 }, (_, given) => given), null];
  return (
    <fieldset class="review-question" aria-describedby={`${name}-hint`}>
      <legend>{text[locale.value] ?? name}</legend>
      <p class={isMissing ? 'problem' : 'hint'} id={`${name}-hint`}>
        {isMissing ? t('missing') : hint}
      </p>
      <div class="review-points">
        {choices.map((choice) => (
          <label key={String(choice)} class="check">
            <input type="radio" name={name} checked={points === choice} onChange={() => onChange(choice)} />
            {choice === null ? t('notApply') : choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Goes to the first question without an answer. */
const focusOn = (name: string): void =>
  document.querySelector<HTMLInputElement>(`.review-question input[name="${CSS.escape(name)}"]`)?.focus();

type Given = Readonly<Record<string, Points>>;

/** Says the score, and goes back to the list; stays where it is not kept. */
async function keep(ticketId: string, given: Given, comment: string): Promise<void> {
  const answers = Object.entries(given).map(([question, points]) => ({ question, points }));
  try {
    const { score } = await call<Review>('POST', '/reviews', { ticketId, answers, comment });
    say(t('saved', { score: Math.round(score * 100) }));
    navigate(linkTo('reviews'));
  } catch (error) {
    showProblem(error);
  }
}

const CommentField = ({ comment }: { readonly comment: Signal<string> }) => (
  <Field label={t('comment')} hint={t('commentHint')}>
    {(tie) => (
      <textarea
        {...tie}
        rows={4}
        maxLength={4_000}
        value={comment.value}
        onInput={({ currentTarget }) => {
          comment.value = currentTarget.value;
        }}
      />
    )}
  </Field>
);

function Form({ ticketId }: { readonly ticketId: string }) {
  const given = useSignal<Given>({});
  const comment = useSignal('');
  const wasTried = useSignal(false);
  const isBusy = useSignal(false);
  const questions = form.value?.questions ?? [];
  const isMissing = ({ name }: ReviewQuestion) => given.value[name] === undefined;
  const save = async () => {
    wasTried.value = true;
    const missing = questions.find(isMissing);
    if (missing) return focusOn(missing.name);
    isBusy.value = true;
    await keep(ticketId, given.value, comment.value);
    isBusy.value = false;
  };
  return (
    <form
      class="card review-form"
      aria-label={t('form')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {questions.map((question) => (
        <Question
          key={question.name}
          question={question}
          points={given.value[question.name]}
          isMissing={wasTried.value && isMissing(question)}
          onChange={(points) => {
            given.value = { ...given.value, [question.name]: points };
          }}
        />
      ))}
      <CommentField comment={comment} />
      <Actions>
        <Button type="submit" look="primary" isBusy={isBusy.value}>
          {t('save')}
        </Button>
      </Actions>
    </form>
  );
}

function Conversation({ view }: { readonly view: TicketView }) {
  const { conversationId, contact } = view.ticket;
  const lines = view.story.filter((line) => line.conversationId === conversationId);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long conversation is scrolled by keyboard
    <section class="card review-story inbox" aria-label={t('conversation')} tabIndex={0}>
      {lines.map((line, index) => (
        <Line
          key={line.seq}
          line={line}
          isFirst={lines[index - 1]?.body.from !== line.body.from}
          contact={contact}
          canSplit={false}
        />
      ))}
      <p>
        <a href={linkTo('inbox', conversationId)}>{t('whole')}</a>
      </p>
    </section>
  );
}

export interface JudgingProps {
  readonly conversationId: string;
  readonly ticketId: string;
}

export function Judging({ conversationId, ticketId }: JudgingProps) {
  const view = useSignal<TicketView | undefined>(undefined);
  useEffect(() => {
    call<TicketView>('GET', `/tickets/${conversationId}`).then((read) => {
      view.value = read;
    }, showProblem);
  }, []);
  const read = view.value;
  const number = read ? formatProtocol(read.ticket.protocolNumber) : '';
  return (
    <>
      <p>
        <a class="review-back" href={linkTo('reviews')}>
          <Icon name="back" /> {t('back')}
        </a>
      </p>
      <h1>{t('judgeProtocol', { number })}</h1>
      {!read && <p class="loading">{t('loading')}</p>}
      {read && (
        <div class="review-judging">
          <Conversation view={read} />
          <Form ticketId={ticketId} />
        </div>
      )}
    </>
  );
}
