/** What was said: by the citizen, the assistant, a person; and notes, which the citizen never sees. */
import type { ComponentChildren } from 'preact';
import type { OutboundActivity, SentFile } from '../../../src/activity.ts';
import type { StoryBody, StoryLine } from '../../../src/desk.ts';
import { IconButton } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { me } from '../../app/session.ts';
import { formatClock, formatMoment, formatNumber } from '../../app/words.ts';
import { asking } from './actions.ts';
import { describeEvent, summaryOf } from './happened-words.ts';
import { RichText } from './rich-text.tsx';
import { t } from './story-words.ts';
import { Why } from './why.tsx';

type Said = Extract<StoryBody, { from: 'assistant' | 'person' }>;

const KIB = 1024;

const formatBytes = (bytes: number): string =>
  bytes < KIB * KIB
    ? `${formatNumber(Math.ceil(bytes / KIB))} KiB`
    : `${formatNumber(bytes / KIB / KIB)} MiB`;

const Files = ({ files }: { readonly files: readonly SentFile[] }) => (
  <ul class="files" aria-label={t('files')}>
    {files.map(({ fileId, name, bytes }) => (
      <li key={fileId}>
        <a href={`/api/v1/desk/files/${fileId}`} target="_blank" rel="noopener" download={name}>
          <Icon name="file" /> {name}
        </a>
        <span class="muted"> {formatBytes(bytes)}</span>
      </li>
    ))}
  </ul>
);

/** What goes out: text, options, files, sources. */
export function Outbound({ activity }: { readonly activity: OutboundActivity }) {
  const { text, buttons = [], citations = [], files = [] } = activity;
  return (
    <>
      {text !== '' && (
        <p class="said">
          <RichText text={text} marks={citations.map(({ mark }) => mark)} />
        </p>
      )}
      {files.length > 0 && <Files files={files} />}
      {buttons.length > 0 && (
        <ul class="offered" aria-label={t('buttons')}>
          {buttons.map(({ title, value }) => (
            <li key={value}>{title}</li>
          ))}
        </ul>
      )}
      {citations.length > 0 && (
        <ol class="sources" aria-label={t('sources')}>
          {citations.map(({ mark, title, quote }) => (
            <li key={mark} value={mark} title={quote}>
              {title}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Delivery({ body: { delivery, deliveryError } }: { readonly body: Said }) {
  if (delivery === null) return null;
  const words =
    delivery === 'failed' && deliveryError ? t('failedWhy', { error: deliveryError }) : t(delivery);
  const icon =
    delivery === 'failed'
      ? 'warning'
      : delivery === 'queued'
        ? 'clock'
        : delivery === 'sent'
          ? 'check'
          : 'checks';
  return (
    <span class={`delivery ${delivery}`}>
      <Icon name={icon} /> {words}
    </span>
  );
}

interface BubbleProps {
  readonly side: 'theirs' | 'ours' | 'note' | 'bot';
  readonly who: string;
  readonly at: string;
  readonly isFirst: boolean;
  readonly children: ComponentChildren;
  readonly foot?: ComponentChildren;
}

/** The speaker is named at each for those who hear it; seen once for what is said in a row. */
export const Bubble = ({ side, who, at, isFirst, children, foot }: BubbleProps) => (
  <article class={`bubble-line ${side} ${isFirst ? 'first' : ''}`}>
    <p class={isFirst ? 'speaker' : 'unseen'}>{who}</p>
    <div class="bubble">{children}</div>
    <div class="bubble-foot">
      <time dateTime={at} title={formatMoment(at)}>
        {formatClock(at)}
      </time>
      {foot}
    </div>
  </article>
);

const nameOf = ({ by, personId, from }: Said): string => {
  if (from === 'assistant') return t('assistant');
  return personId === me.value?.personId ? t('you') : (by ?? '');
};

/** Where somebody may begin a conversation of its own from. */
const SplitButton = ({ line }: { readonly line: StoryLine }) => (
  <IconButton
    class="split"
    icon="split"
    isSmall
    label={t('splitHere')}
    onClick={() => {
      asking.value = { about: 'split', ids: [line.conversationId], fromSeq: line.seq };
    }}
  />
);

function Happened({ line }: { readonly line: StoryLine }) {
  if (line.body.from !== 'happened') return null;
  const summary = summaryOf(line.body.event);
  return (
    <div class="happened">
      <p>
        {describeEvent(line.body.event)}
        <time dateTime={line.at} title={formatMoment(line.at)}>
          {formatClock(line.at)}
        </time>
      </p>
      {summary && <blockquote>{summary}</blockquote>}
    </div>
  );
}

interface LineProps {
  readonly line: StoryLine;
  readonly isFirst: boolean;
  readonly contact: string;
  readonly canSplit: boolean;
}

type From<Name extends StoryBody['from']> = Extract<StoryBody, { from: Name }>;

function CitizenLine({ line, isFirst, contact, canSplit, body }: LineProps & { body: From<'citizen'> }) {
  const { activity } = body;
  // What begins with the first message is all of it.
  const foot = canSplit && line.seq > 1 && <SplitButton line={line} />;
  return (
    <Bubble side="theirs" who={contact} at={line.at} isFirst={isFirst} foot={foot}>
      <p class="said">
        {activity.type === 'choice' ? (
          <>
            <span class="muted">{t('choice')}</span> {activity.title}
          </>
        ) : (
          <RichText text={activity.text} />
        )}
      </p>
    </Bubble>
  );
}

function NoteLine({ line, isFirst, body }: LineProps & { body: From<'note'> }) {
  const { kind, by, text } = body.event;
  const what = t(kind === 'whisper' ? 'whisper' : 'note');
  return (
    <Bubble side="note" who={`${what} · ${by.name}`} at={line.at} isFirst={isFirst}>
      <p class="said">
        <RichText text={text} />
      </p>
    </Bubble>
  );
}

function SaidLine({ line, isFirst, body }: LineProps & { body: Said }) {
  const foot = (
    <>
      <Delivery body={body} />
      {body.why && <Why why={body.why} />}
    </>
  );
  const side = body.from === 'assistant' ? 'bot' : 'ours';
  return (
    <Bubble side={side} who={nameOf(body)} at={line.at} isFirst={isFirst} foot={foot}>
      <Outbound activity={body.activity} />
    </Bubble>
  );
}

export function Line(props: LineProps) {
  const { body } = props.line;
  if (body.from === 'happened') return <Happened line={props.line} />;
  if (body.from === 'citizen') return <CitizenLine {...props} body={body} />;
  return body.from === 'note' ? <NoteLine {...props} body={body} /> : <SaidLine {...props} body={body} />;
}
