/** Quality reviews: what is to be judged, what was judged, and the form beside its conversation. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { SEES_ALL } from '../../../src/person.ts';
import type { Review, ReviewSample } from '../../../src/supervision.ts';
import { Button } from '../../app/parts/button.tsx';
import { Dialog } from '../../app/parts/dialog.tsx';
import { type Column, Table } from '../../app/parts/table.tsx';
import { Time } from '../../app/parts/time.tsx';
import { linkTo, partsOf, place } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { formatNumber, formatProtocol, locale } from '../../app/words.ts';
import { loadQueues, titleOfQueue } from '../inbox/queues.ts';
import { nameChannel } from '../inbox/shared-words.ts';
import { Judging } from './judging.tsx';
import './page.css';
import { drawSample, form, hasMore, loadForm, loadReviews, reviews, sample } from './state.ts';
import { t } from './words.ts';

const writeScore = (score: number): string => t('percent', { value: Math.round(score * 100) });

const sampleColumns = (): readonly Column<ReviewSample>[] => [
  { key: 'person', title: t('person'), cell: ({ person }) => person.name },
  { key: 'protocol', title: t('protocol'), cell: ({ protocolNumber }) => formatProtocol(protocolNumber) },
  { key: 'queue', title: t('queue'), cell: ({ queue }) => titleOfQueue(queue) },
  { key: 'channel', title: t('channel'), cell: ({ channel }) => nameChannel(channel) },
  { key: 'ended', title: t('ended'), cell: ({ endedAt }) => <Time at={endedAt} /> },
  ...(can(['admin', 'supervisor'])
    ? [
        {
          key: 'do',
          title: t('do'),
          cell: ({ conversationId, ticketId, protocolNumber }: ReviewSample) => (
            <a
              class="button small"
              href={linkTo('reviews', conversationId, ticketId)}
              aria-label={t('judgeProtocol', { number: formatProtocol(protocolNumber) })}
            >
              {t('judge')}
            </a>
          ),
        },
      ]
    : []),
];

function Sample() {
  useEffect(() => void drawSample(), []);
  return (
    <div class="part">
      <div class="review-head">
        <h2>{t('toJudge')}</h2>
        <Button isSmall onClick={() => void drawSample()}>
          {t('draw')}
        </Button>
      </div>
      <p class="muted">{t('toJudgeHint')}</p>
      {sample.value && (
        <Table
          caption={t('toJudge')}
          columns={sampleColumns()}
          rows={sample.value}
          keyOf={({ ticketId }) => ticketId}
          empty={t('noSample')}
        />
      )}
    </div>
  );
}

interface Mean {
  readonly personId: string;
  readonly name: string;
  readonly count: number;
  readonly score: number;
}

/** Of the reviews that are shown. */
function meansOf(all: readonly Review[]): readonly Mean[] {
  return [...Map.groupBy(all, ({ person }) => person.personId)].map(([personId, own]) => ({
    personId,
    name: own[0]?.person.name ?? '',
    count: own.length,
    score: own.reduce((sum, { score }) => sum + score, 0) / own.length,
  }));
}

const Means = ({ all }: { readonly all: readonly Review[] }) => (
  <div class="part">
    <h2>{t('averages')}</h2>
    <Table
      caption={t('averages')}
      columns={[
        { key: 'person', title: t('person'), cell: ({ name }) => name },
        { key: 'score', title: t('score'), isNumber: true, cell: ({ score }) => writeScore(score) },
        { key: 'count', title: t('count'), isNumber: true, cell: ({ count }) => formatNumber(count) },
      ]}
      rows={meansOf(all)}
      keyOf={({ personId }) => personId}
      empty={t('none')}
    />
  </div>
);

/** A question that is in the form no more is called by its name. */
const textOf = (name: string): string =>
  form.value?.questions.find((question) => question.name === name)?.text[locale.value] ?? name;

const Details = ({ review, onClose }: { readonly review: Review; onClose(): void }) => (
  <Dialog title={`${t('protocol')} ${formatProtocol(review.protocolNumber)}`} onClose={onClose} isWide>
    <p>
      <strong>{writeScore(review.score)}</strong> · {review.person.name} · {t('reviewer')}:{' '}
      {review.reviewer.name}
    </p>
    <ul class="review-answers">
      {review.answers.map(({ question, points, of }) => (
        <li key={question}>
          <span>{textOf(question)}</span>
          <strong>{points === null ? t('notApply') : t('points', { points, of })}</strong>
        </li>
      ))}
    </ul>
    {review.comment !== '' && (
      <>
        <h3>{t('comment')}</h3>
        <p class="review-comment">{review.comment}</p>
      </>
    )}
    <a href={linkTo('inbox', review.conversationId)}>{t('whole')}</a>
  </Dialog>
);

function Judged({ all }: { readonly all: readonly Review[] }) {
  const shown = useSignal<Review | undefined>(undefined);
  const columns: readonly Column<Review>[] = [
    { key: 'person', title: t('person'), cell: ({ person }) => person.name },
    {
      key: 'protocol',
      title: t('protocol'),
      cell: (review) => (
        <Button
          isSmall
          look="quiet"
          aria-label={t('details', { number: formatProtocol(review.protocolNumber) })}
          onClick={() => {
            shown.value = review;
          }}
        >
          {formatProtocol(review.protocolNumber)}
        </Button>
      ),
    },
    { key: 'score', title: t('score'), isNumber: true, cell: ({ score }) => writeScore(score) },
    { key: 'reviewer', title: t('reviewer'), cell: ({ reviewer }) => reviewer.name },
    { key: 'when', title: t('when'), cell: ({ at }) => <Time at={at} /> },
  ];
  return (
    <div class="part">
      <h2>{t('judged')}</h2>
      <Table
        caption={t('judged')}
        columns={columns}
        rows={all}
        keyOf={({ reviewId }) => reviewId}
        empty={t('none')}
      />
      {hasMore.value && <Button onClick={() => void loadReviews(true)}>{t('more')}</Button>}
      {shown.value && (
        <Details
          review={shown.value}
          onClose={() => {
            shown.value = undefined;
          }}
        />
      )}
    </div>
  );
}

export function Page() {
  const [, conversationId, ticketId] = partsOf(place.value);
  const isJudging = conversationId !== undefined && ticketId !== undefined && can(['admin', 'supervisor']);
  useEffect(() => {
    void loadForm();
    void loadQueues();
    if (!isJudging) void loadReviews();
  }, [isJudging]);
  if (isJudging) return <Judging key={ticketId} conversationId={conversationId} ticketId={ticketId} />;
  const seesAll = can(SEES_ALL);
  return (
    <>
      <h1>{t('title')}</h1>
      {!seesAll && <p class="muted">{t('mine')}</p>}
      {seesAll && <Sample />}
      {reviews.value && seesAll && reviews.value.length > 0 && <Means all={reviews.value} />}
      {reviews.value && <Judged all={reviews.value} />}
    </>
  );
}
