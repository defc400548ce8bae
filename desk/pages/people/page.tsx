/** The people of the house: who they are, what they may do; for admins. Auditors read. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Dialog } from '../../app/parts/dialog.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { type Column, Table } from '../../app/parts/table.tsx';
import { can, house } from '../../app/session.ts';
import { locale } from '../../app/words.ts';
import type { Account, Wish } from './account.ts';
import { CloseDialog, LinkDialog } from './dialogs.tsx';
import { AccountForm } from './form.tsx';
import {
  accounts,
  change,
  invite,
  load,
  makeLink,
  queues,
  setActive,
  shownLink,
  signOutOf,
} from './state.ts';
import { t } from './words.ts';
import './page.css';

/** What lies over the list. */
type Over =
  | { readonly type: 'new' }
  | { readonly type: 'edit' | 'close'; readonly account: Account }
  | undefined;

function State({ account }: { readonly account: Account }) {
  const { isActive, hasPassword, hasSecondFactor, isElsewhere } = account;
  const isInvited = isActive && !hasPassword && !isElsewhere;
  const look = isInvited ? 'warn' : isActive ? 'good' : '';
  return (
    <>
      <span class={`badge ${look}`}>{isInvited ? t('invited') : t(isActive ? 'active' : 'closed')}</span>
      {hasSecondFactor && <span class="login">{t('secondFactor')}</span>}
      {isElsewhere && <span class="login">{t('elsewhere', { name: house.value.oidcName ?? 'OpenID' })}</span>}
    </>
  );
}

function RowActions({ account, onOver }: { readonly account: Account; onOver(over: Over): void }) {
  const { name, isActive, isElsewhere } = account;
  return (
    <div class="row-actions">
      <Button
        isSmall
        look="quiet"
        aria-label={t('editTitle', { name })}
        onClick={() => onOver({ type: 'edit', account })}
      >
        {t('edit')}
      </Button>
      {isActive && !isElsewhere && (
        <IconButton
          icon="link"
          isSmall
          label={t('linkFor', { name })}
          onClick={() => void makeLink(account)}
        />
      )}
      {isActive && (
        <IconButton
          icon="return"
          isSmall
          label={t('signOutOf', { name })}
          onClick={() => void signOutOf(account)}
        />
      )}
      {isActive ? (
        <Button isSmall look="quiet" onClick={() => onOver({ type: 'close', account })}>
          {t('close')}
        </Button>
      ) : (
        <Button isSmall look="quiet" onClick={() => void setActive(account, true)}>
          {t('reopen')}
        </Button>
      )}
    </div>
  );
}

function queueNames({ queues: names }: Account): string {
  const titleOf = (name: string) =>
    queues.value.find((queue) => queue.name === name)?.titles[locale.value] ?? name;
  return names.length === 0 ? t('noQueues') : names.map(titleOf).join(', ');
}

function columnsOf(onOver: (over: Over) => void): readonly Column<Account>[] {
  const columns: Column<Account>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ name, login }) => (
        <>
          {name}
          <span class="login">{login}</span>
        </>
      ),
    },
    { key: 'roles', title: t('roles'), cell: ({ roles }) => roles.map((role) => t(role)).join(', ') },
    { key: 'queues', title: t('queues'), cell: queueNames },
    { key: 'state', title: t('state'), cell: (account) => <State account={account} /> },
  ];
  const actions = (account: Account) => <RowActions account={account} onOver={onOver} />;
  return can(['admin']) ? [...columns, { key: 'actions', title: t('actions'), cell: actions }] : columns;
}

function Overlay({ over, onClose }: { readonly over: Over; onClose(): void }) {
  if (shownLink.value) {
    const forget = () => {
      shownLink.value = undefined;
    };
    return <LinkDialog shown={shownLink.value} onClose={forget} />;
  }
  if (over?.type === 'close') {
    const close = () => void setActive(over.account, false).then(onClose);
    return <CloseDialog account={over.account} onClose={onClose} onConfirm={close} />;
  }
  if (over === undefined) return null;
  const account = over.type === 'edit' ? over.account : undefined;
  const save = async ({ login, ...changes }: Wish) => {
    await (account ? change(account, changes) : invite({ login, ...changes }));
    onClose();
  };
  return (
    <Dialog title={account ? t('editTitle', { name: account.name }) : t('add')} onClose={onClose} isWide>
      <AccountForm account={account} queues={queues.value} onSave={save} onCancel={onClose} />
    </Dialog>
  );
}

export function Page() {
  const over = useSignal<Over>(undefined);
  useEffect(() => {
    load().catch(showProblem);
  }, []);
  const onOver = (next: Over) => {
    over.value = next;
  };
  return (
    <>
      <div class="head">
        <h1>{t('title')}</h1>
        {can(['admin']) && (
          <Button look="primary" icon="plus" onClick={() => onOver({ type: 'new' })}>
            {t('add')}
          </Button>
        )}
      </div>
      {accounts.value && (
        <Table
          caption={t('caption')}
          columns={columnsOf(onOver)}
          rows={accounts.value}
          keyOf={({ personId }) => personId}
          empty={t('empty')}
        />
      )}
      <Overlay over={over.value} onClose={() => onOver(undefined)} />
    </>
  );
}
