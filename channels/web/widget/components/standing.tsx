/** The bar that says whom the citizen talks to, or where they stand in the queue. */
import { useEffect, useState } from 'preact/hooks';
import { describePosition, describeWait, findPerson, type KnownPlace } from '../standing.ts';
import type { ChatState } from '../state.ts';
import { fill } from '../text.ts';
import { useChat } from './chat.ts';

/** The finest thing that is said is a minute. */
const EVERY_MS = 10_000;

export function Standing({ state }: { readonly state: ChatState }) {
  const { texts } = useChat();
  const person = findPerson(state);
  if (person !== null) return <p class="standing">{fill(texts.withPerson, { name: person })}</p>;
  return state.queue === null ? null : <Place place={state.queue} />;
}

function Place({ place }: { readonly place: KnownPlace }) {
  const { locale, texts } = useChat();
  const [now, setNow] = useState(place.toldAt);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, [place]);
  const position = describePosition(place, texts);
  const wait = describeWait(place, Math.max(now, place.toldAt), locale, texts);
  return (
    <div class="standing">
      {/* A screen reader is told when the place changes, and not at every minute that passes. */}
      <p role="status">{position}</p>
      {wait !== '' && <p>{wait}</p>}
    </div>
  );
}
