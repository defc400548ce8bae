/** Above the list: which conversations, found by what, in which order. */
import { useSignal } from '@preact/signals';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { formatNumber } from '../../app/words.ts';
import { type Filter, SORTS, VIEWS } from './list.ts';
import { t } from './list-words.ts';
import { titleOfQueue } from './queues.ts';
import { SettingsMenu } from './settings-menu.tsx';
import { nameChannel } from './shared-words.ts';
import { choices, counts, filter, setFilter, shown } from './state.ts';

/** Long enough for the next letter. */
const SEARCH_PAUSE_MS = 250;
let searching: ReturnType<typeof setTimeout> | undefined;

function Views() {
  const { view } = filter.value;
  return (
    <fieldset class="views" aria-label={t('views')}>
      {VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          class="view"
          aria-pressed={each === view}
          onClick={() => setFilter({ view: each })}
        >
          {t(each)}
          {each !== 'closed' && <span class="view-count">{formatNumber(counts.value[each])}</span>}
        </button>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly name: 'queue' | 'channel' | 'label';
  readonly all: string;
  readonly values: readonly string[];
  nameOf(value: string): string;
}

const Choice = ({ name, all, values, nameOf }: ChoiceProps) => (
  <div class="field">
    <label for={`filter-${name}`}>{t(name)}</label>
    <select
      id={`filter-${name}`}
      value={filter.value[name]}
      onChange={({ currentTarget: { value } }) => setFilter({ [name]: value })}
    >
      <option value="">{all}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {nameOf(value)}
        </option>
      ))}
    </select>
  </div>
);

function Filters() {
  const { queues, channels, labels } = choices.value;
  return (
    <div class="filters" id="filters">
      <Choice name="queue" all={t('any')} values={queues} nameOf={titleOfQueue} />
      <Choice name="channel" all={t('anyChannel')} values={channels} nameOf={nameChannel} />
      <Choice name="label" all={t('any')} values={labels} nameOf={(label) => label} />
      <div class="field">
        <label for="filter-sort">{t('order')}</label>
        <select
          id="filter-sort"
          value={filter.value.sort}
          onChange={({ currentTarget: { value } }) => setFilter({ sort: value as Filter['sort'] })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(sort)}
            </option>
          ))}
        </select>
      </div>
      <Button isSmall onClick={() => setFilter({ queue: '', channel: '', label: '', search: '' })}>
        {t('clear')}
      </Button>
    </div>
  );
}

function Search() {
  return (
    <div class="search">
      <Icon name="search" />
      <input
        type="search"
        id="search"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        defaultValue={filter.value.search}
        autocomplete="off"
        onInput={({ currentTarget: { value } }) => {
          clearTimeout(searching);
          searching = setTimeout(() => setFilter({ search: value }), SEARCH_PAUSE_MS);
        }}
      />
    </div>
  );
}

export function ListHead() {
  const isOpen = useSignal(false);
  const { queue, channel, label } = filter.value;
  const used = [queue, channel, label].filter((value) => value !== '').length;
  return (
    <header class="list-head">
      <div class="list-title">
        <h2>{t('title')}</h2>
        <span class="muted" role="status">
          {t('shown', { count: shown.value.length })}
        </span>
        <SettingsMenu />
      </div>
      <Views />
      <div class="list-tools">
        <Search />
        <IconButton
          icon="filter"
          label={used > 0 ? t('filtersOn', { count: used }) : t('filters')}
          class={used > 0 ? 'used' : ''}
          aria-expanded={isOpen.value}
          aria-controls="filters"
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        />
      </div>
      {isOpen.value && <Filters />}
    </header>
  );
}
