/** The left pane: the list, what stands above it, and what is done with several at once. */
import { Button, IconButton } from '../../app/parts/button.tsx';
import { t as tShell } from '../../app/shell-words.ts';
import { listState, reloadTickets } from '../../app/use-live.ts';
import { actOnAll, asking } from './actions.ts';
import { ListHead } from './list-head.tsx';
import { t } from './list-words.ts';
import { Rows } from './rows.tsx';
import { ended, filter, loadEnded, shown, ticked } from './state.ts';

function BulkBar() {
  const ids = [...ticked.value];
  if (ids.length === 0) return null;
  return (
    <fieldset class="bulk" aria-label={t('together')}>
      <IconButton icon="close" isSmall label={t('untick')} onClick={() => (ticked.value = new Set())} />
      <span role="status">{t('ticked', { count: ids.length })}</span>
      <Button isSmall onClick={() => void actOnAll(ids, { type: 'take' })}>
        {t('take')}
      </Button>
      <Button isSmall onClick={() => (asking.value = { about: 'transfer', ids })}>
        {t('assign')}
      </Button>
      <Button isSmall onClick={() => (asking.value = { about: 'labels', ids })}>
        {t('labels')}
      </Button>
      <Button isSmall onClick={() => (asking.value = { about: 'close', ids })}>
        {t('close')}
      </Button>
    </fieldset>
  );
}

/** Why the list is empty. */
function Nothing() {
  const { view, queue, channel, label, search } = filter.value;
  const isClosed = view === 'closed';
  if (isClosed ? ended.value.isLoading : listState.value === 'loading')
    return <p class="empty">{t('loading')}</p>;
  if (!isClosed && listState.value === 'failed')
    return (
      <div class="empty">
        <p>{t('failed')}</p>
        <Button onClick={() => void reloadTickets()}>{tShell('again')}</Button>
      </div>
    );
  if (queue + channel + label + search !== '') return <p class="empty">{t('nothingFound')}</p>;
  return <p class="empty">{view === 'mine' ? t('nothingMine') : t('nothing')}</p>;
}

export function ListPane() {
  const { next, isLoading } = ended.value;
  const isClosed = filter.value.view === 'closed';
  return (
    <section class="list-pane" aria-label={t('title')}>
      <ListHead />
      <BulkBar />
      <p class="unseen" id="rows-help">
        {t('keysHelp')}
      </p>
      {shown.value.length === 0 ? <Nothing /> : <Rows />}
      {isClosed && next !== null && (
        <Button class="more" isBusy={isLoading} onClick={() => void loadEnded(next)}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}
