-- Collections of documents, cut into passages, and the index that finds them.

create extension if not exists unaccent;

create table collections (
  name text primary key,
  title text not null,
  locale text not null,
  owner text not null
);

-- hash: of the file, so that an unchanged document is not touched.
create table documents (
  collection text not null references collections on delete cascade,
  document text not null,
  hash text not null,
  primary key (collection, document)
);

create table passages (
  id integer generated always as identity primary key,
  passage_id text not null unique,
  collection text not null,
  document text not null,
  title text not null,
  headings jsonb not null,
  text text not null,
  -- Sum of the frequencies of its postings; null until it is indexed.
  length double precision,
  foreign key (collection, document) references documents on delete cascade
);
create index passages_document on passages (collection, document);
create index passages_not_indexed on passages (id) where length is null;

-- passages: in how many of them the term stands.
create table terms (
  id integer generated always as identity primary key,
  term text collate "C" not null unique,
  passages integer not null default 0
);

-- frequency: how often the term stands in the passage, its title or its headings. No foreign keys
-- here and below: checking them took a third of the time of building the index, which is written
-- in one place, under a lock.
create table postings (
  term integer not null,
  passage integer not null,
  frequency integer not null,
  primary key (term, passage)
);
create index postings_passage on postings (passage);

-- The forms, without accents, in which each term was written.
create table words (
  term integer not null,
  word text collate "C" not null,
  primary key (term, word)
);
create index words_word on words (word);

-- One row: what BM25 needs to know of the whole.
create table passage_statistics (
  passages integer not null,
  mean_length double precision not null
);
insert into passage_statistics values (0, 0);

-- The words of a text with the terms they stand for: stemmed first and freed of accents after it,
-- because the Portuguese stemmer needs them to see that "informação" and "informações" are one.
-- A slash between two words ("CPF/RG") would make them one. PostgreSQL's stop words lack "é".
create function text_words(body text) returns table (word text, term text) language sql stable as $$
  select written.word, stemmed.term
  from (
    select unaccent(lexeme) as term, unnest(positions) as position
    from unnest(to_tsvector('portuguese', translate(body, '/', ' '))) where lexeme <> 'é'
  ) stemmed join (
    select unaccent(lexeme) as word, unnest(positions) as position
    from unnest(to_tsvector('simple', translate(body, '/', ' ')))
  ) written using (position)
$$;
