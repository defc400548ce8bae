/** The playground's beginning: chooses the language, renders. */
import { render } from 'preact';
import { App } from './components/app.tsx';
import { chooseLocale, createWording, WordingContext } from './locales/locale.ts';
import './playground.css';

const wanted = new URLSearchParams(location.search).get('locale');
const locale = chooseLocale([wanted, ...navigator.languages]);
const wording = createWording(locale);
document.documentElement.lang = locale;
document.title = `${wording.texts.title} · Guichê`;

const place = document.getElementById('playground');
if (place) {
  render(
    <WordingContext.Provider value={wording}>
      <App />
    </WordingContext.Provider>,
    place,
  );
}
