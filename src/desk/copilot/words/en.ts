/** English. */
import { type DraftWords, readPatterns } from './shape.ts';

export const ENGLISH: DraftWords = {
  jargon: readPatterns(`
    (?:aforementioned|aforesaid) => this
    (?:hereby|herein|hereto|herewith|thereof|therein|hereinafter) =>
    pursuant to => under
    notwithstanding => despite
    in lieu of => instead of
    inter alia => among others
    prima facie => at first sight
    sub judice => before the court
    in respect of => about
    with (?:regard|reference) to => about
    in the event (?:that|of) => if
    commence[ds]? => start
    endeavou?r(?:ed|s)? => try
    remit(?:tance|ted)? => send money, payment
    forthwith => at once
    henceforth => from now on
    heretofore => until now
    adjudicat(?:e|ed|ion) => decide
  `),
  officialese: readPatterns(`
    it (?:is|should be) (?:noted|advised|requested|required) that =>
    (?:must|shall|should) be (?:submitted|completed|provided|filled in|paid|presented) => say who does it: send, fill in, pay
    please be advised(?: that)? =>
    at this point in time => now
    prior to => before
    make (?:a )?payment => pay
  `),
  unkind: readPatterns(`
    as (?:i|we) (?:already )?(?:said|told you|explained) => say it again in other words
    as (?:already|previously) (?:stated|mentioned|explained) => say it again in other words
    you should have => say what can be done now
    you (?:failed|neglected|forgot) to => say what is still missing
    (?:that is|that's|it is|it's|is) (?:your|not our|not my) (?:problem|fault) => say who can solve it
    obviously =>
    (?:calm down|stop complaining) => show that you have understood
    there is nothing (?:i|we) can do => say what can still be done
    (?:stupid|idiot|ignorant|lazy) =>
  `),
  promises: readPatterns(`
    (?:i|we) (?:guarantee|promise|can assure you|assure you) => say what is certain, and who decides the rest
    will (?:definitely|certainly|surely) be (?:approved|granted|solved|paid) => say who decides, and when
    will never happen again => say what was put right
  `),
};
