/** What stands around every page: who is here, the way to the other pages, and whether the line holds. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Header } from './header.tsx';
import { titleCount } from './notices.ts';
import { type DeskPage, findPage, isOpenTo, PAGES, titleOf } from './pages.ts';
import { Button } from './parts/button.tsx';
import { Toasts } from './parts/toast.tsx';
import { linkTo, navigate, partsOf, place } from './router.ts';
import { loadSession, me } from './session.ts';
import { t } from './shell-words.ts';
import { useAlerts } from './use-alerts.ts';
import { useArrivals } from './use-arrivals.ts';
import { useLive } from './use-live.ts';

const SIGN_IN = 'sign-in';

/** Where somebody begins: their first page; whoever is not signed in, with signing in. */
function startOf(): string {
  if (!me.value) return linkTo(SIGN_IN);
  return linkTo(PAGES.find((page) => page.icon !== undefined && isOpenTo(page))?.path ?? 'profile');
}

/** Sends whoever may not be here to where they may. */
function redirect(page: DeskPage | undefined, name: string): string | undefined {
  if (name === '') return startOf();
  const { allowed } = page ?? { allowed: 'everybody' };
  if (!me.value && allowed !== 'everybody') {
    const next = location.pathname + location.search;
    return `${linkTo(SIGN_IN)}?next=${encodeURIComponent(next)}`;
  }
  return undefined;
}

function Notice({ text, onAgain }: { readonly text: string; onAgain?(): void }) {
  return (
    <div class="notice-page">
      <h1 tabIndex={-1}>{text}</h1>
      {onAgain ? (
        <Button onClick={onAgain}>{t('again')}</Button>
      ) : (
        <a class="button" href={linkTo()}>
          {t('toStart')}
        </a>
      )}
    </div>
  );
}

/** Fetches the page's own part of the program, then shows it. */
function PageOf({ page }: { readonly page: DeskPage }) {
  const loaded = useSignal<{ readonly path: string; readonly Page: ComponentType } | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    let isCurrent = true;
    failed.value = false;
    page.load().then(
      ({ Page }) => {
        if (isCurrent) loaded.value = { path: page.path, Page };
      },
      () => {
        if (isCurrent) failed.value = true;
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [page]);
  if (failed.value) return <Notice text={t('pageFailed')} onAgain={() => location.reload()} />;
  if (loaded.value?.path !== page.path) return <p class="loading">{t('loading')}</p>;
  const { Page } = loaded.value;
  return <Page />;
}

/** After going to another page whoever reads by ear, or goes by keyboard, is at its beginning. */
function useFocusOnMain(name: string) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(name);
  useEffect(() => {
    if (before.current === name) return;
    before.current = name;
    main.current?.focus();
  }, [name]);
  return main;
}

function Body({ name, page }: { readonly name: string; readonly page: DeskPage | undefined }) {
  if (!page) return <Notice text={t('notFound')} />;
  if (!isOpenTo(page)) return <Notice text={t('notAllowed')} />;
  return <PageOf key={name} page={page} />;
}

export function Shell() {
  const problem = useSignal(false);
  const [name = ''] = partsOf(place.value);
  const page = findPage(name);
  const main = useFocusOnMain(name);
  const load = () => {
    problem.value = false;
    loadSession().catch(() => {
      problem.value = true;
    });
  };
  useEffect(load, []);
  useLive();
  useArrivals();
  useAlerts();
  const isKnown = me.value !== undefined;
  const elsewhere = isKnown ? redirect(page, name) : undefined;
  useEffect(() => {
    if (elsewhere !== undefined) navigate(elsewhere, { replace: true });
  }, [elsewhere]);
  useEffect(() => {
    const waiting = titleCount.value > 0 ? `(${titleCount.value}) ` : '';
    document.title = waiting + [page && titleOf(page), 'Guichê'].filter(Boolean).join(' · ');
  });
  if (problem.value) return <Notice text={t('unreachable')} onAgain={load} />;
  if (!isKnown || elsewhere !== undefined) return <p class="loading">{t('loading')}</p>;
  const isBare = page?.isBare === true || !me.value;
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      {!isBare && <Header />}
      <main id="main" ref={main} tabIndex={-1} class={isBare ? 'bare' : `page page-${name}`}>
        <Body name={name} page={page} />
      </main>
      <Toasts />
    </>
  );
}
