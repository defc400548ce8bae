/** What somebody has now: to listen in, and to whisper to them. */
import { useSignal } from '@preact/signals';
import type { BoardPerson } from '../../../src/supervision.ts';
import type { TicketLine } from '../../../src/ticket.ts';
import { tickets } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { Since } from '../../app/parts/time.tsx';
import { say } from '../../app/parts/toast.tsx';
import { linkTo } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { titleOfQueue } from '../inbox/queues.ts';
import { nameChannel } from '../inbox/shared-words.ts';
import { UrgeBadge } from '../inbox/urge.tsx';
import { useSending } from './sending.ts';
import { t } from './words.ts';

interface WhisperProps {
  readonly line: TicketLine;
  readonly name: string;
  onClose(): void;
}

function Whisper({ line, name, onClose }: WhisperProps) {
  const text = useSignal('');
  const { isBusy, problem, renew, send } = useSending();
  const whisper = async () => {
    const body = { kind: 'whisper', text: text.value, mentions: [] };
    if (!(await send(`/tickets/${line.conversationId}/note`, body))) return;
    say(t('whispered', { name }));
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void whisper();
      }}
    >
      <Field label={t('whisperTo', { name })} hint={t('whisperHint', { name })} problem={problem}>
        {(tie) => (
          <textarea
            {...tie}
            rows={3}
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
              renew();
            }}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" look="primary" icon="send" isBusy={isBusy} disabled={text.value.trim() === ''}>
          {t('send')}
        </Button>
      </Actions>
    </form>
  );
}

interface OwnProps {
  readonly line: TicketLine;
  readonly name: string;
}

/** One of their conversations. */
function Own({ line, name }: OwnProps) {
  const isWhispering = useSignal(false);
  return (
    <li>
      <div class="board-own-line">
        <span>
          <strong>{line.contact}</strong>{' '}
          <span class="muted">
            {titleOfQueue(line.queue)} · {nameChannel(line.channel)} · <Since at={line.since} />
          </span>{' '}
          <UrgeBadge line={line} isShort />
        </span>
        <span class="board-own-actions">
          <a class="button small" href={linkTo('inbox', line.conversationId)}>
            {t('listen')}
          </a>
          {can(['admin', 'supervisor']) && (
            <Button
              isSmall
              aria-expanded={isWhispering.value}
              onClick={() => {
                isWhispering.value = !isWhispering.value;
              }}
            >
              {t('whisper')}
            </Button>
          )}
        </span>
      </div>
      {isWhispering.value && (
        <Whisper
          line={line}
          name={name}
          onClose={() => {
            isWhispering.value = false;
          }}
        />
      )}
    </li>
  );
}

export function PersonDialog({ person, onClose }: { readonly person: BoardPerson; onClose(): void }) {
  const { personId, name } = person;
  const own = [...tickets.value.values()].filter((line) => line.person?.personId === personId);
  return (
    <Dialog title={t('conversationsOf', { name })} onClose={onClose} isWide>
      {own.length === 0 && <p class="empty">{t('hasNone')}</p>}
      <ul class="board-own">
        {own.map((line) => (
          <Own key={line.ticketId} line={line} name={name} />
        ))}
      </ul>
    </Dialog>
  );
}
