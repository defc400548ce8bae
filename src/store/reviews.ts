/** Reviews: whose work was judged, by whom, and what is to be judged next. */
import type { Database, Queryable, Row } from '../database.ts';
import { type GivenPoints, scoreReview } from '../desk/scores.ts';
import { AssistantError } from '../errors.ts';
import type { PersonName } from '../person.ts';
import type { Review, ReviewAnswer, ReviewForm, ReviewSample } from '../supervision.ts';

export interface ReviewWish {
  readonly ticketId: string;
  readonly answers: readonly GivenPoints[];
  readonly comment: string;
}

interface ReviewRow extends Row {
  id: string;
  ticket_id: string;
  conversation_id: string;
  protocol_number: string;
  person_id: string;
  person_name: string;
  reviewer_id: string;
  reviewer_name: string;
  answers: readonly ReviewAnswer[];
  score: number;
  comment: string;
  created_at: Date;
}

const READ = `
  select r.id, r.ticket_id, r.conversation_id, c.protocol_number, r.person_id, p.name as person_name, r.reviewer_id,
    j.name as reviewer_name, r.answers, r.score::float8 as score, r.comment, r.created_at
  from reviews r join conversations c on c.id = r.conversation_id
    join people p on p.id = r.person_id join people j on j.id = r.reviewer_id`;

const toReview = (row: ReviewRow): Review => ({
  reviewId: row.id,
  ticketId: row.ticket_id,
  conversationId: row.conversation_id,
  protocolNumber: row.protocol_number,
  person: { personId: row.person_id, name: row.person_name },
  reviewer: { personId: row.reviewer_id, name: row.reviewer_name },
  answers: row.answers,
  score: row.score,
  comment: row.comment,
  at: row.created_at.toISOString(),
});

const FIND_TICKET = 'select conversation_id, person_id, ended_at from tickets where id = $1';
// Judged again by the same: the newest counts.
const PUT = `
  insert into reviews (id, ticket_id, conversation_id, person_id, reviewer_id, answers, score, comment)
  values (gen_random_uuid(), $1, $2, $3, $4, $5::jsonb, $6, $7)
  on conflict (ticket_id, reviewer_id) do update set answers = excluded.answers, score = excluded.score,
    comment = excluded.comment, person_id = excluded.person_id, created_at = now()
  returning id`;

interface TicketRow extends Row {
  conversation_id: string;
  person_id: string | null;
  ended_at: Date | null;
}

/**
 * Judges the work of whoever had the ticket last. Done again by the same reviewer it takes the place of the first.
 * @throws AssistantError `not-found`; `invalid-request` where the form is not filled in, the ticket is still open,
 * or nobody had it; `forbidden` where it is the reviewer's own
 */
export function judge(
  database: Database,
  form: ReviewForm,
  reviewer: PersonName,
  { ticketId, answers: given, comment }: ReviewWish,
): Promise<Review> {
  const { answers, score } = scoreReview(form, given);
  return database.transaction(async (transaction) => {
    const [ticket] = await transaction.query<TicketRow>(FIND_TICKET, [ticketId]);
    if (!ticket) throw new AssistantError('not-found', 'The ticket');
    const { conversation_id: conversationId, person_id: personId, ended_at: endedAt } = ticket;
    if (endedAt === null) throw new AssistantError('invalid-request', 'The ticket is still open.');
    if (personId === null) throw new AssistantError('invalid-request', 'Nobody had this ticket.');
    if (personId === reviewer.personId)
      throw new AssistantError('forbidden', 'Nobody judges their own work.');
    const values = [
      ticketId,
      conversationId,
      personId,
      reviewer.personId,
      JSON.stringify(answers),
      score,
      comment,
    ];
    const [put] = await transaction.query<{ id: string }>(PUT, values);
    const [row] = await transaction.query<ReviewRow>(`${READ} where r.id = $1`, [put?.id]);
    if (!row) throw new Error('the review is gone');
    return toReview(row);
  });
}

export interface ReviewQuestion {
  /** Of this person's work; of everybody's where left out. */
  readonly personId?: string | undefined;
  /** Only those before this one. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listReviews(database: Queryable, question: ReviewQuestion): Promise<readonly Review[]> {
  const { personId, before, limit } = question;
  const rows = await database.query<ReviewRow>(
    `${READ} where ($1::uuid is null or r.person_id = $1)
      and ($2::uuid is null or (r.created_at, r.id) < (select created_at, id from reviews where id = $2))
    order by r.created_at desc, r.id desc limit $3`,
    [personId ?? null, before ?? null, limit],
  );
  return rows.map(toReview);
}

// As many of each person, by lot: whoever answered ten times as much is not judged ten times as often.
const SAMPLE = `
  select o.id, o.conversation_id, o.protocol_number, o.person_id, o.name, o.queue, o.channel, o.ended_at from (
    select t.id, t.conversation_id, c.protocol_number, t.person_id, p.name, t.queue, c.channel, t.ended_at,
      row_number() over (partition by t.person_id order by random()) as place
    from tickets t join conversations c on c.id = t.conversation_id join people p on p.id = t.person_id
    where t.ended_at >= now() - make_interval(days => $1) and t.answered_at is not null and t.person_id <> $3
      and not exists (select 1 from reviews r where r.ticket_id = t.id)
  ) o where o.place <= $2 order by o.name, o.person_id, o.place`;

interface SampleRow extends Row {
  id: string;
  conversation_id: string;
  protocol_number: string;
  person_id: string;
  name: string;
  queue: string;
  channel: string;
  ended_at: Date;
}

/** Ended, answered, and judged by nobody yet; none of the reviewer's own. */
export async function drawSample(
  database: Queryable,
  reviewerId: string,
  { days, perPerson }: { readonly days: number; readonly perPerson: number },
): Promise<readonly ReviewSample[]> {
  const rows = await database.query<SampleRow>(SAMPLE, [days, perPerson, reviewerId]);
  return rows.map((row) => ({
    ticketId: row.id,
    conversationId: row.conversation_id,
    protocolNumber: row.protocol_number,
    person: { personId: row.person_id, name: row.name },
    queue: row.queue,
    channel: row.channel,
    endedAt: row.ended_at.toISOString(),
  }));
}
