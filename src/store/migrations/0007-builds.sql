-- Documents come from folders, web addresses and uploads, and each change of them is a build: what is
-- searched changes with one row, and goes back with one. The tables of the old index are dropped: what
-- was in them is read again from the sources at the next start.

drop table postings, words, terms, passage_statistics, passages, documents, collections;

-- One row a change of the documents, in the order of their ids; the last few are kept.
create table builds (
  id integer generated always as identity primary key,
  made_at timestamptz not null default now(),
  -- What each collection was then: [{"name", "title", "locale", "owner", "audience", "documents", "passages"}].
  collections jsonb not null,
  -- What was done, for people: counts, and the sources that were rejected, with their reasons.
  report jsonb not null
);

-- One row: what is searched. To go back, it is set to an older build.
create table live_build (
  only_one boolean primary key default true check (only_one),
  build integer references builds
);
insert into live_build (build) values (null);

-- One row a kind of look at the sources, whether it changed anything or not: when, and with what result.
create table ingests (
  -- *: every source; otherwise the collection whose uploads were read.
  scope text primary key,
  ended_at timestamptz not null default now(),
  report jsonb not null
);

-- A document is in every build from `since` up to, and without, `until`; null: in the newest. One
-- without `since` is in none: whoever staged it has yet to make its build, or died before it could.
create table documents (
  id integer generated always as identity primary key,
  collection text not null,
  -- Path inside the collection without extension, or the address it was fetched from.
  document text not null,
  -- What it came by: decides which look at the sources may end it.
  origin text not null check (origin in ('file', 'web', 'upload')),
  -- Of its content and of what its source says about it: an unchanged one is not touched.
  hash text not null,
  title text not null,
  locale text not null,
  owner text not null,
  -- Who may be told of it: public, or staff.
  audience text not null check (audience in ('public', 'staff')),
  -- First and last day on which it holds, in the house's time zone; null: no limit.
  valid_from date,
  valid_until date,
  -- Where a citizen can read the whole of it; null where nowhere.
  address text,
  media_type text not null,
  staged_at timestamptz not null default now(),
  -- Builds that are no longer kept are named here still, so these are no foreign keys.
  since integer,
  until integer
);
create unique index documents_newest on documents (collection, document)
  where until is null and since is not null;
create index documents_ended on documents (until) where until is not null;
create index documents_since on documents (since);
create index documents_staged on documents (staged_at) where since is null;

create table passages (
  id integer generated always as identity primary key,
  document_id integer not null references documents on delete cascade,
  -- The same text at the same place has the same one, in every build.
  passage_id text not null,
  headings jsonb not null,
  text text not null,
  -- In documents with pages, from 1.
  page integer,
  -- The fragment of its heading in a document on the web.
  anchor text,
  -- Terms, ascending, and how often each stands in the title, the headings and the text; of one length.
  terms integer[] not null,
  frequencies integer[] not null
);
create index passages_document on passages (document_id);
create index passages_passage_id on passages (passage_id);

-- An id is never used again; a term that no passage has any more goes with its words.
create table terms (
  id integer generated always as identity primary key,
  term text collate "C" not null unique
);

-- The forms, without accents, in which each term was written. No foreign keys: they are written in one
-- place, under a lock.
create table words (
  term integer not null,
  word text collate "C" not null,
  primary key (term, word)
);

-- What people sent through the API. The newest of each name is a source like a file in a folder.
create table uploads (
  collection text not null,
  document text not null,
  media_type text not null,
  content bytea not null,
  -- Of the content.
  hash text not null,
  -- Title, locale, owner, audience, validity and address, where they differ from the collection's.
  about jsonb not null default '{}',
  uploaded_at timestamptz not null default now(),
  primary key (collection, document)
);

-- What was fetched from the web, so that a page that did not change is not fetched again, and one that
-- cannot be reached stays as it was.
create table fetched_pages (
  address text primary key,
  etag text,
  last_modified text,
  media_type text not null,
  content bytea not null,
  -- Of the content.
  hash text not null,
  fetched_at timestamptz not null default now()
);

-- The pages that each web source of a collection led to when it could last be read in full.
create table web_sources (
  collection text not null,
  -- The page or the sitemap, as sources.yml names it.
  source text not null,
  addresses jsonb not null,
  -- What could not be had the last time: [{"place", "reason"}].
  problems jsonb not null default '[]',
  looked_at timestamptz not null default now(),
  primary key (collection, source)
);
