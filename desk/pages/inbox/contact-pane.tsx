/** The right pane: who the citizen is, what was there before, what was handed over with them; the co-pilot. */
import type { Consent, ContactAddress, ContactView } from '../../../src/desk.ts';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Time } from '../../app/parts/time.tsx';
import { linkTo } from '../../app/router.ts';
import { formatMoment, formatProtocol } from '../../app/words.ts';
import { unlink } from './actions.ts';
import { insert, reply } from './composing.ts';
import { t } from './contact-words.ts';
import type { Opened } from './conversation.ts';
import { Copilot } from './copilot/copilot.tsx';
import { isTold, nameDetail, tellDetail } from './detail-words.ts';
import { detailsOpen } from './panes.ts';
import type { Rights } from './rights.ts';
import { nameChannel } from './shared-words.ts';
import { nameWhy } from './why-words.ts';

const PROOFS = ['code-sent', 'code-shown', 'login', 'person'] as const;

function Address({ address, works }: { readonly address: ContactAddress; readonly works: boolean }) {
  const { channel, address: words, linkId, proof } = address;
  const known = PROOFS.find((each) => each === proof);
  return (
    <li>
      <strong>{nameChannel(channel)}</strong> {words}
      {known && <span class="muted block">{t('proof', { proof: t(known) })}</span>}
      {linkId !== null && works && (
        <Button
          isSmall
          aria-label={t('unlinkLabel', { address: words })}
          onClick={() => void unlink(linkId, t('unlinked'))}
        >
          {t('unlink')}
        </Button>
      )}
    </li>
  );
}

function Protocols({ protocols, current }: Pick<ContactView, 'protocols'> & { readonly current: string }) {
  return (
    <section>
      <h3>{t('protocols')}</h3>
      <ul class="protocols">
        {protocols.map(({ conversationId, protocolNumber, status, channel, openedAt }) => (
          <li key={conversationId}>
            <a
              href={linkTo('inbox', conversationId)}
              aria-current={conversationId === current ? 'true' : undefined}
            >
              {formatProtocol(protocolNumber)}
            </a>
            <span class="muted block">
              {nameChannel(channel)} · {t(status)} · <Time at={openedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Feedback({ feedback }: Pick<ContactView, 'feedback'>) {
  return (
    <section>
      <h3>{t('feedback')}</h3>
      {feedback.length === 0 && <p class="muted">{t('noFeedback')}</p>}
      <ul class="feedback">
        {feedback.map(({ at, solved, rating, comment }) => (
          <li key={at}>
            {[
              rating !== null && t('rating', { rating }),
              solved !== null && t(solved ? 'solved' : 'unsolved'),
            ]
              .filter(Boolean)
              .join(' · ')}{' '}
            <span class="muted">
              <Time at={at} />
            </span>
            {comment && <q>{comment}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Consents({ consents }: Pick<ContactView, 'consents'>) {
  const nameOf = ({ purpose, channel, phone }: Consent): string =>
    purpose === 'call-back'
      ? t('callBack', { phone: phone ?? '' })
      : t('oneConversation', { channel: nameChannel(channel ?? '') });
  return (
    <section>
      <h3>{t('consents')}</h3>
      {consents.length === 0 && <p class="muted">{t('noConsents')}</p>}
      <ul>
        {consents.map((consent) => (
          <li key={`${consent.purpose} ${consent.givenAt}`}>
            {nameOf(consent)}{' '}
            <span class="muted">
              <Time at={consent.givenAt} />
              {consent.withdrawnAt !== null && (
                <>
                  {' · '}
                  {t('withdrawn')} <Time at={consent.withdrawnAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Handoff({ why, details }: { readonly why: string; readonly details: Opened['details'] }) {
  const facts = Object.entries(details).filter(([, value]) => isTold(value));
  return (
    <section>
      <h3>{t('handoff')}</h3>
      <p>{nameWhy(why)}</p>
      {facts.length > 0 && (
        <>
          <h3>{t('details')}</h3>
          <dl class="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{nameDetail(name)}</dt>
                <dd>{tellDetail(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

export function ContactPane({ view, rights }: { readonly view: Opened; readonly rights: Rights }) {
  const { contact, ticket, details } = view;
  return (
    <aside class="contact-pane" aria-label={t('title')}>
      <div class="contact-head">
        <h2>{contact.name ?? ticket.contact}</h2>
        <IconButton
          icon="close"
          isSmall
          label={t('close')}
          onClick={() => {
            detailsOpen.value = false;
          }}
        />
      </div>
      <p class="muted">
        {t('since', { day: formatMoment(contact.since) })} · {t('language')}: {contact.locale}
      </p>
      {rights.works && ticket.endedAt === null && (
        <Copilot
          key={ticket.conversationId}
          conversationId={ticket.conversationId}
          insert={insert}
          draft={reply}
          lastSeq={ticket.lastSeq}
          locale={contact.locale}
        />
      )}
      <Handoff why={ticket.why} details={details} />
      <section>
        <h3>{t('addresses')}</h3>
        <ul class="addresses">
          {contact.addresses.map((address) => (
            <Address key={address.channel + address.address} address={address} works={rights.works} />
          ))}
        </ul>
      </section>
      <Protocols protocols={contact.protocols} current={ticket.conversationId} />
      <Consents consents={contact.consents} />
      <Feedback feedback={contact.feedback} />
    </aside>
  );
}
