/** What was written here and is not in the log yet: it is there for whoever wrote it. */
import { Button } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { now } from '../../app/parts/time.tsx';
import { Bubble, Outbound } from './line.tsx';
import type { Outgoing } from './outbox.ts';
import { dispatch } from './sending.ts';
import { t } from './story-words.ts';

function State({ outgoing: { actionId, refusal, attempts, seq } }: { readonly outgoing: Outgoing }) {
  if (seq !== null) return <span class="delivery">{t('sent')}</span>;
  if (!refusal)
    return (
      <span class="delivery">
        <Icon name="clock" /> {t(attempts > 0 ? 'waiting' : 'sending')}
      </span>
    );
  return (
    <span class="delivery failed">
      <Icon name="warning" /> {t('refused', { message: refusal.message })}
      <Button isSmall onClick={() => dispatch({ type: 'retried', actionId })}>
        {t('again')}
      </Button>
      <Button isSmall look="quiet" onClick={() => dispatch({ type: 'removed', actionIds: [actionId] })}>
        {t('discard')}
      </Button>
    </span>
  );
}

export function OutgoingLine({ outgoing }: { readonly outgoing: Outgoing }) {
  const { kind, text, buttons, citations, files, at } = outgoing;
  const isNote = kind !== 'reply';
  return (
    <Bubble
      side={isNote ? 'note' : 'ours'}
      who={isNote ? t('note') : t('you')}
      at={new Date(Math.min(at, now.value)).toISOString()}
      isFirst
      foot={<State outgoing={outgoing} />}
    >
      <Outbound activity={{ type: 'message', text, buttons, citations, files }} />
    </Bubble>
  );
}
