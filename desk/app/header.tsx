/** The desk's header: the house's name, the way to the pages, and who one is. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { AvailabilityMenu } from './availability.tsx';
import { connection } from './known.ts';
import { type DeskPage, findPage, isOpenTo, PAGES, titleOf } from './pages.ts';
import { IconButton } from './parts/button.tsx';
import { Icon } from './parts/icon.tsx';
import { Menu } from './parts/menu.tsx';
import { showProblem } from './parts/problem.ts';
import { linkTo, partsOf, place } from './router.ts';
import { me, signOut } from './session.ts';
import { t } from './shell-words.ts';

function PageLink({ page, isHere }: { readonly page: DeskPage; readonly isHere: boolean }) {
  return (
    <a href={linkTo(page.path)} aria-current={isHere ? 'page' : undefined}>
      {page.icon && <Icon name={page.icon} />}
      <span>{titleOf(page)}</span>
    </a>
  );
}

/** Beside the name where there is room; else behind a button. */
function Navigation() {
  const isOpen = useSignal(false);
  const [name] = partsOf(place.value);
  useEffect(() => {
    isOpen.value = false;
  }, [name]);
  const pages = PAGES.filter((page) => page.icon !== undefined && isOpenTo(page));
  return (
    <>
      <IconButton
        class="menu-button"
        icon={isOpen.value ? 'close' : 'menu'}
        label={t('menu')}
        aria-expanded={isOpen.value}
        aria-controls="pages"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      <nav id="pages" class={isOpen.value ? 'pages open' : 'pages'} aria-label={t('pages')}>
        {pages.map((page) => (
          <PageLink key={page.path} page={page} isHere={page.path === name} />
        ))}
      </nav>
    </>
  );
}

/** Whether the line to the server holds; read out when it breaks and when it is back. */
function ConnectionBanner() {
  const wasBroken = useRef(false);
  const isBroken = connection.value === 'offline';
  useEffect(() => {
    if (connection.value === 'offline') wasBroken.current = true;
    if (connection.value === 'online') wasBroken.current = false;
  });
  const isBack = connection.value === 'online' && wasBroken.current;
  return (
    <div class="connection" role="status">
      {isBroken && (
        <p>
          <Icon name="warning" /> {t('offline')}
        </p>
      )}
      {isBack && <p class="unseen">{t('online')}</p>}
    </div>
  );
}

const initialsOf = (name: string): string => {
  const words = name.split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase();
};

function AccountMenu() {
  const name = me.value?.name ?? '';
  const profile = findPage('profile');
  return (
    <Menu
      label={t('account', { name })}
      class="account"
      face={
        // Drawn by the style: they are no words.
        <span class="initials" data-initials={initialsOf(name)} />
      }
    >
      <p class="menu-name">{name}</p>
      {profile && (
        <a class="menu-item" href={linkTo('profile')}>
          <Icon name="person" /> {titleOf(profile)}
        </a>
      )}
      <button type="button" class="menu-item" onClick={() => void signOut().catch(showProblem)}>
        <Icon name="return" /> {t('signOut')}
      </button>
    </Menu>
  );
}

export const Header = () => (
  <header class="desk-header">
    <div class="bar">
      <a class="brand" href={linkTo()} aria-label={`Guichê · ${t('desk')}`}>
        Guichê
      </a>
      <Navigation />
      <div class="me">
        <AvailabilityMenu />
        <AccountMenu />
      </div>
    </div>
    <ConnectionBanner />
  </header>
);
