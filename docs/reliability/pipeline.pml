/*
 * One conversation on its way through the pipeline; `npm run check:model` looks at every order in which
 * these steps can follow one another. What PostgreSQL does in one transaction is one step here. Between
 * two steps a process may die (another takes its place), Redis may forget all it has, a lease may lapse
 * while its holder lives, a provider may take a message and not say so. check.ts gives with -D:
 *   MESSAGES  that the citizen writes; one of them is delivered twice
 *   TROUBLES  deaths of senders, lapses and lost answers, together; others die as often as they like
 *   SWEEP     without it Redis forgets nothing, and nobody dies between a commit and its ring
 *   LIVENESS  whether a time comes from which on nothing breaks
 *   DEFECT    0, or one of these, each of which must be found:
 */
#define NO_DEDUP 1            /* a message that comes twice is kept twice */
#define NO_LOCK 2             /* two turns may read the same messages */
#define CURSOR_TO_NEWEST 3    /* a turn counts as handled what it has not read */
#define ACK_BEFORE_COMMIT 4   /* an entry is acknowledged when it is read */
#define NO_LEASE 5            /* anybody sends at any time */
#define NO_EXPIRY 6           /* the lease of a dead sender stays */
#define NO_LOOK_AGAIN 7       /* who gives a lease back does not look for what came in between */
#define RECORD_AFTER_ALL 8    /* replies are written down as sent once all of them were */
#define CHECK_BEFORE_RECORD 9 /* the lease is looked at before the reply sent last is written down, not after */
#define HAS(defect) (DEFECT == defect)
#define NOBODY 0
#define DEAD 1 /* the owner of a lease that has yet to run out */

/* PostgreSQL: the log, three cursors over it, the row's lock, the replies, the sending lease. */
byte message[MESSAGES + 2], last, understood, handled, replies, recorded, leaseOwner = NOBODY;
bool known[MESSAGES + 1], isLocked;
/* Redis: whether an entry waits. A second one would say nothing that the first does not. */
bool inbound, turns, outbound;
/* The books: which messages had their effect, how many replies the provider has, which it was sent last. */
bool answered[MESSAGES + 1], hasLapsed, calm;
byte answers, taken, newest, excuses, troubles = TROUBLES;

#define IS_DONE (answers == MESSAGES && handled == last && taken == replies && recorded == replies)
#define TROUBLE !calm && troubles > 0 -> troubles--; excuses++

/* A ring is one step with its commit: one that comes later, or never, is one that Redis forgot. */
active proctype Ingress() {
  byte next = 1, again;
  do
  :: atomic { !isLocked && next <= MESSAGES ->
       last++; message[last] = next; known[next] = true; inbound = true; next++ }
  :: atomic { !isLocked && again == 0 && next > 1 ->
       again = next - 1;
       if
       :: HAS(NO_DEDUP) || !known[again] -> last++; message[last] = again; inbound = true
       :: else
       fi }
  :: atomic { next > MESSAGES && again > 0 -> break }
  od
}

active proctype Nlu() {
  byte upTo;
end: do
  :: atomic { inbound -> inbound = false; upTo = last };
     atomic { understood = upTo; turns = true; upTo = 0 }
  od
}

active [2] proctype Dialogue() {
  byte from, upTo;
end: do
  :: atomic { turns -> turns = false };
     if
     :: atomic { handled == understood -> goto end }
     :: atomic { handled < understood && isLocked -> turns = true; goto end } /* busy: comes again */
     :: atomic { handled < understood && !isLocked ->
          isLocked = !HAS(NO_LOCK); from = handled; upTo = understood }
     fi;
     if
     :: d_step { /* commits */
          do
          :: from < upTo ->
             from++; assert(!answered[message[from]]); answered[message[from]] = true; answers++
          :: else -> break
          od;
          handled = (HAS(CURSOR_TO_NEWEST) -> last : upTo); isLocked = false;
          replies++; outbound = true; from = 0; upTo = 0 }
     :: atomic { !calm -> /* dies: all of it is rolled back, and the entry is claimed */
          turns = turns || !HAS(ACK_BEFORE_COMMIT); isLocked = false; from = 0; upTo = 0 }
     fi
  od
}

#define IS_HELD (leaseOwner == _pid)
#define MAY_DIE :: atomic { TROUBLE; leaseOwner = (IS_HELD -> DEAD : leaseOwner); reply = 0; upTo = 0; goto end }
inline record() { recorded = (reply - 1 > recorded -> reply - 1 : recorded) }
inline check() { if :: !IS_HELD -> break :: else fi }
inline send() {
  if
  :: reply > taken -> taken++; assert(reply == taken) /* by key: each once, and in order */
  :: else -> assert(excuses > 0); excuses--           /* without keys: a repeat for each trouble, at most */
  fi;
  assert(hasLapsed || reply >= newest);               /* and after deaths none behind what was seen already */
  newest = (hasLapsed -> 0 : reply)
}

active [2] proctype Sender() {
  byte reply, upTo;
end: do
  :: atomic { outbound -> outbound = false };
claim:
     if
     :: atomic { leaseOwner == NOBODY || HAS(NO_LEASE) ->
          leaseOwner = _pid; reply = recorded + 1; upTo = replies }
     :: atomic { leaseOwner != NOBODY -> goto end } /* whoever has it looks again */
     fi;
     do
     :: reply > upTo -> break
     :: else ->
        if
        :: HAS(RECORD_AFTER_ALL)
        :: HAS(CHECK_BEFORE_RECORD) -> check(); record()
        :: !HAS(RECORD_AFTER_ALL) && !HAS(CHECK_BEFORE_RECORD) -> atomic { record(); check() }
        MAY_DIE
        fi;
        if
        :: d_step { send(); reply++ }
        :: d_step { TROUBLE; send() } -> break /* the answer was lost: it is sent again */
        MAY_DIE
        fi
     od;
     if
     :: atomic { /* writes down, gives back and looks once more, in one transaction */
          record(); leaseOwner = (IS_HELD -> NOBODY : leaseOwner); reply = 0; upTo = 0;
          if
          :: recorded < replies && !HAS(NO_LOOK_AGAIN) -> goto claim
          :: else
          fi }
     MAY_DIE
     fi
  od
}

active proctype Clock() {
end: do
  :: atomic { leaseOwner == DEAD && !HAS(NO_EXPIRY) -> leaseOwner = NOBODY }
  od
}

active proctype Sweep() {
end: do
  :: atomic { SWEEP && understood < last && !inbound -> inbound = true }
  :: atomic { SWEEP && handled < understood && !turns -> turns = true }
  :: atomic { SWEEP && recorded < replies && !outbound -> outbound = true }
  od
}

active proctype World() {
end: do
  :: atomic { leaseOwner > DEAD && TROUBLE; leaseOwner = NOBODY; hasLapsed = true; newest = 0 }
  :: d_step { SWEEP && !calm && (inbound || turns || outbound) -> inbound = false; turns = false; outbound = false }
  :: LIVENESS -> calm = true; break
  od
}

/* Where nothing moves any more nothing is left to do, and it comes to that once nothing breaks. */
active proctype Books() { timeout -> assert(IS_DONE) }
ltl done { (<> calm) -> <> IS_DONE }
