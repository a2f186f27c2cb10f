// What a question is about, for whom, and which passages answer it. MiniSearch's map finds words, whole, begun and misspelled;
// the words that people use for what our pages say come with the index (site_templates/search.yml). Knows nothing of the page
// it is used on.
"use strict";

globalThis.makeRanking = (SearchableMap) => {
  const FIELDS = [["text", 1], ["title", 1.2], ["page", 0.3]]; // and how much a word in each counts for
  const LONGEST = 5; // words that are looked up as one
  const OWN_PAGE = 1.25;
  const OTHER_READERS = { leadership: 0.3, visitors: 0.5, glossary: 0.6 };
  const OF_ANOTHER = 0.75; // a page for others, where it is known who asks
  const OF_NOBODY = 0.88; // a policy says in full what the pages for its readers say for them
  const OPENING = 0.8; // what is before a page's first heading only says what the page is
  const FRAGMENT = 0.6; // fewer words than a rule has
  const AGAIN = 0.8; // for each place of the same page that is ranked higher: three places should be three answers
  const RAREST = 3; // the weight of a word that one place has
  const UNKNOWN = 2; // and of a word that no page has
  const URGENT = 1.5;
  const AS_SAID = 0.75; // where something is wrong, the words for what helps come before the word for what is wrong
  const ENOUGH = 0.5; // the part of what was asked that an answer must have
  const ENOUGH_ELSEWHERE = 0.8; // and where some of it is no business of these pages
  const ALL_BUT = 0.7; // what no place says in the best of its words may be said in the policies
  const NEAR = 0.22;
  const WAYS = 4; // in which a subject is said, to choose parts of a large index by
  const BEGUN = 3; // letters of a word that is still being typed, before parts are chosen by it

  const passages = [];
  let sections = 0;
  const phrases = new Map();
  const spelled = new Set(); // the words of phrases, as they are spelled
  const small = new Set();
  const cues = new Map();
  const subjects = [];
  const index = new SearchableMap(); // a word: the passages that have it, and how often in each field
  const listed = new SearchableMap(); // a word: the parts of a large index that have it, also those that are not here yet
  const lengths = FIELDS.map(() => 0);

  return { teach, add, list, listsFor, partsFor, rank, fold, stem, words, termsOf };

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[’‘]/g, "'").toLowerCase();
  }

  function words(text) {
    return fold(text).replace(/'(?:s\b)?/g, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  // Enough for forms of one word to meet: it is never shown, and what is typed is cut as the pages are.
  function stem(word) {
    const cut = word.replace(/ies$|ied$/, "y").replace(/(?:[^s]s|sses)$/, (end) => end.slice(0, end.length > 2 ? -2 : -1));
    const root = cut.replace(/(?:ations?|ing|ed|ion|ment|er|e)$/, "");
    return (root.length > 2 && /[aeiouy]/.test(root) ? root : cut).replace(/([bdgmnprt])\1$/, "$1");
  }

  function key(tokens) { return tokens.map(stem).join(" "); }

  function teach({ small: smallWords, readers, elsewhere, subjects: taught }) {
    for (const word of smallWords.split(" ")) small.add(word);
    for (const [reader, said] of Object.entries(readers)) for (const cue of said.split("|")) cues.set(words(cue).join(" "), reader);
    for (const phrase of elsewhere.split("|")) phrases.set(key(words(phrase)), -1);
    for (const [said, means, how] of taught) {
      const number = subjects.push({ means: means.split("|"), isUrgent: how === 1, isNear: how === 2 }) - 1;
      for (const phrase of said.split("|")) {
        phrases.set(key(words(phrase)), number);
        for (const word of words(phrase)) spelled.add(word);
      }
    }
  }

  // A line of a list is found by its own words and shown with those that lead to it.
  function add(pages, { isMore = false } = {}) {
    for (const [address, page, reader, listed] of pages) {
      for (const [id, title, found] of listed) {
        const section = { address, page, reader, id, title: title || page, isMore, number: sections += 1 };
        let lead = "";
        for (const row of found) {
          const [text, number] = Array.isArray(row) ? row : [row, ""];
          if (text.endsWith(":")) lead = text;
          const passage = { text, number, lead: /^\p{Ll}/u.test(text) ? lead : "", section, worth: text.split(" ").length < 6 ? FRAGMENT : 1 };
          passage.stems = ` ${key(words(`${title} ${text}`))} `;
          record(passages.push(passage) - 1, { text, title, page });
        }
      }
    }
  }

  function termsOf(text) { return words(text).filter((word) => !small.has(word)).map(stem); }

  function record(id, texts) {
    passages[id].lengths = FIELDS.map(([field], place) => {
      const found = words(texts[field]);
      for (const term of termsOf(texts[field])) {
        const places = index.get(term) ?? index.set(term, new Map()).get(term);
        const counts = places.get(id) ?? FIELDS.map(() => 0);
        counts[place] += 1;
        places.set(id, counts);
      }
      const length = new Set(found).size;
      lengths[place] += length;
      return length;
    });
  }

  // BM25+, as MiniSearch weighs a word: rare words count for more, and words of short passages.
  function weighed(term, worth, found) {
    const places = index.get(term);
    FIELDS.forEach(([, boost], place) => {
      const having = [...places].filter(([, counts]) => counts[place]);
      const rarity = Math.log(1 + (passages.length - having.length + 0.5) / (having.length + 0.5));
      for (const [id, counts] of having) {
        const length = passages[id].lengths[place] / (lengths[place] / passages.length);
        const match = found.get(id) ?? { id, score: 0, terms: new Set() };
        match.score += worth * boost * rarity * (0.5 + counts[place] * 2.2 / (counts[place] + 0.36 + 0.84 * length));
        found.set(id, match.terms.add(term) && match);
      }
    });
  }

  // The words of a map that a word may be: itself, what begins with it, and what is a slip of it; and what each is worth.
  function* alike(map, term, { prefix, fuzzy } = {}) {
    if (map.has(term)) yield [term, 1];
    const begun = prefix ? [...map.atPrefix(term).keys()].filter((other) => other !== term) : [];
    for (const other of begun) yield [other, 0.375 * other.length / (other.length + 0.3 * (other.length - term.length))];
    const near = fuzzy ? [...map.fuzzyGet(term, fuzzy)].filter(([other]) => other !== term && isSlip(term, other)) : [];
    for (const [other, [, distance]] of near) yield [other, 0.45 * other.length / (other.length + distance)];
  }

  function findTerm(term, how) {
    const found = new Map();
    for (const [other, worth] of alike(index, term, how)) weighed(other, worth, found);
    return found;
  }

  // The passages that have every word, best first.
  function find(query, how = {}) {
    const [first, ...others] = termsOf(query).map((term) => findTerm(term, how));
    const matches = others.reduce((kept, other) => kept.filter((match) => {
      const more = other.get(match.id);
      if (more) Object.assign(match, { score: match.score + more.score, terms: new Set([...match.terms, ...more.terms]) });
      return more;
    }), [...first?.values() ?? []]);
    return matches.sort((one, other) => other.score - one.score);
  }

  // --- What was asked -------------------------------------------------------------------------------------------------
  function understand(query, isTyping) {
    const tokens = words(query).map((word, at, { length }) => isTyping && at === length - 1 ? word : spell(word));
    const asked = [];
    for (let at = 0; at < tokens.length;) {
      let length = Math.min(LONGEST, tokens.length - at);
      while (length > 0 && !phrases.has(key(tokens.slice(at, at + length)))) length -= 1;
      const isSmall = length < 2 && small.has(tokens[at]);
      const isBeingTyped = isTyping && at + Math.max(length, 1) === tokens.length;
      if (!isSmall) asked.push({ ...(length ? subject(tokens.slice(at, at + length)) : unknown(tokens[at], isBeingTyped)), isBeingTyped });
      at += Math.max(length, 1);
    }
    const once = new Map(asked.map((thing) => [thing.name, thing]));
    return [...once.values()];
  }

  function subject(tokens) {
    const number = phrases.get(key(tokens));
    if (number < 0) return { name: key(tokens), isElsewhere: true, ways: [] };
    const { means, isUrgent, isNear } = subjects[number];
    const typed = { query: tokens.join(" "), weight: isUrgent ? AS_SAID : 1 };
    return { name: number, isUrgent, isNear, ways: [typed, ...means.map((query, place) => ({ query, weight: Math.max(0.95 - 0.1 * place, 0.55) }))] };
  }

  // A word of the pages, the beginning of one that is still being typed, or a slip of the finger.
  function unknown(word, isTyping) {
    if (isKnown(stem(word))) return { name: word, ways: [{ query: word, weight: 1 }] };
    const begun = isTyping && word.length > 1 && { query: word, weight: 0.9, prefix: true };
    if (begun && (search(begun).length > 0 || !alike(listed, stem(word), begun).next().done)) return { name: word, ways: [begun] };
    const meant = isTyping ? spell(word) : word;
    if (phrases.has(stem(meant))) return subject([meant]);
    return { name: word, ways: word.length > 4 && !spelled.has(word) ? [{ query: word, weight: 0.8, fuzzy: 2 }] : [] };
  }

  function isKnown(term) { return index.has(term) || listed.has(term); }

  function spell(word) {
    if (word.length < 5 || small.has(word) || spelled.has(word) || phrases.has(stem(word)) || isKnown(stem(word))) return word;
    return [...spelled].find((known) => known.length > 3 && isSlip(word, known)) ?? word;
  }

  // One letter more, less, other or two in the wrong order; two such in a long word.
  function isSlip(one, other) {
    const most = Math.min(one.length, other.length) > 6 ? 2 : 1;
    if (one[0] !== other[0] || Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row += 1) {
      const next = [row];
      for (let at = 1; at <= other.length; at += 1) {
        const isSame = one[row - 1] === other[at - 1];
        next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + (isSame ? 0 : 1));
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) next[at] = Math.min(next[at], before[at - 2] + 1);
      }
      [before, last] = [last, next];
    }
    return last[other.length] <= most;
  }

  // Words that people use as one must stand as one: "school phone" is no phone of one's own.
  function search({ query, prefix, fuzzy }) {
    const found = find(query, { prefix, fuzzy });
    const tokens = words(query);
    return tokens.length > 1 ? found.filter(({ id }) => passages[id].stems.includes(` ${key(tokens)} `)) : found;
  }

  // Whose words are most of the question; the data lists readers so that the first wins where two are alike.
  function readerOf(query) {
    const text = ` ${words(query).join(" ")} `;
    const lengths = new Map();
    for (const [cue, reader] of cues) if (text.includes(` ${cue} `)) lengths.set(reader, (lengths.get(reader) ?? 0) + cue.length);
    return [...lengths].sort(([, one], [, other]) => other - one)[0]?.[0] ?? "";
  }

  // --- Where to look, in an index of many parts -----------------------------------------------------------------------
  function list(rows) { for (const [term, parts, having] of rows) listed.set(term, { parts, having }); }

  // The lists that have the words of a question, by the first word of each list.
  function listsFor(query, isTyping, firsts) {
    const at = (term) => Math.max(firsts.filter((first) => first <= term).length - 1, 0);
    const found = new Set(understand(query, isTyping).flatMap(({ ways }) => ways.slice(0, WAYS).flatMap((way) => termsOf(way.query).map(at))));
    for (const begun of termsOf(query).map((term) => term.slice(0, BEGUN))) {
      for (let number = at(begun); number <= at(`${begun}\uffff`); number += 1) found.add(number);
    }
    return [...found];
  }

  // The numbers of the parts that have most of what was asked, best first: rare words count for more here as well.
  function partsFor(query, isTyping, count) {
    const scores = new Map();
    for (const { ways } of understand(query, isTyping)) {
      const best = new Map();
      for (const way of ways.slice(0, WAYS)) {
        const asked = termsOf(way.query);
        const found = new Map();
        for (const term of asked) {
          for (const [other, worth] of alike(listed, term, { ...way, prefix: way.prefix && term.length >= BEGUN })) {
            const { parts, having } = listed.get(other);
            parts.forEach((part, place) => {
              const value = way.weight * worth * Math.log(1 + (count - having + 0.5) / (having + 0.5)) * (1 - place / (4 * parts.length)) / asked.length;
              found.set(part, (found.get(part) ?? 0) + value);
            });
          }
        }
        for (const [part, value] of found) best.set(part, Math.max(best.get(part) ?? 0, value));
      }
      for (const [part, value] of best) scores.set(part, (scores.get(part) ?? 0) + value);
    }
    return [...scores].sort(([one, a], [other, b]) => b - a || one - other).map(([part]) => part);
  }

  // --- What answers it ------------------------------------------------------------------------------------------------
  function weigh(thing) {
    const values = new Map();
    const terms = new Set();
    for (const way of thing.ways) {
      const found = search(way);
      for (const { id, score, terms: met } of found) {
        values.set(id, Math.max(values.get(id) ?? 0, passages[id].worth * way.weight * (0.5 + 0.5 * score / found[0].score)));
        for (const term of met) terms.add(term);
      }
    }
    const weight = (values.size ? Math.min(RAREST, Math.log(1 + passages.length / values.size)) : UNKNOWN) * (thing.isUrgent ? URGENT : 1);
    return { ...thing, values, terms, weight };
  }

  function rank(query, { reader = "", isTyping = false } = {}) {
    const asked = understand(query, isTyping).map(weigh);
    const asker = readerOf(query) || reader;
    const whole = asked.reduce((sum, { weight }) => sum + weight, 0);
    const places = new Map();
    asked.forEach(({ values, weight }, at) => {
      for (const [id, value] of values) {
        const { section } = passages[id];
        const place = places.get(section) ?? { section, best: asked.map(() => 0), rules: new Map() };
        places.set(section, place);
        place.best[at] = Math.max(place.best[at], weight * value);
        place.rules.set(id, (place.rules.get(id) ?? 0) + weight * value);
      }
    });
    const scored = [...places.values()].map(({ section, best, rules }) => {
      const ordered = [...rules].sort(([one, a], [other, b]) => b - a || one - other);
      const has = best.reduce((sum, value) => sum + value, 0) / whole;
      const score = (0.5 * has + 0.5 * ordered[0][1] / whole) * suits(section, asker) * (section.id ? 1 : OPENING);
      return { ...section, has, score, rules: ordered.map(([id]) => passages[id]) };
    });
    const hits = spread(scored).filter(({ has }) => has > NEAR);
    const isElsewhere = asked.some((thing) => thing.isElsewhere);
    const isOnlyNear = asked.some(({ isNear, ways }) => isNear && !search(ways[0]).some(({ id }) => !(passages[id].section.reader in OTHER_READERS)));
    return {
      hits,
      asker,
      isElsewhere,
      isAnswer: !isOnlyNear && hits.slice(0, 3).some(({ has }) => has >= (isElsewhere ? ENOUGH_ELSEWHERE : ENOUGH)),
      wantsMore: asked.some(({ values, isBeingTyped }) => !isBeingTyped && Math.max(0, ...values.values()) < ALL_BUT),
      isUrgent: asked.some((thing) => thing.isUrgent),
      isEmpty: asked.length === 0,
      terms: telling(asked),
    };
  }

  // The words that are set off in a rule: not those that nearly every rule has.
  function telling(asked) {
    const least = Math.max(...asked.map(({ weight }) => weight)) / 2;
    return new Set(asked.filter(({ weight }) => weight >= least).flatMap(({ terms }) => [...terms]));
  }

  function suits({ reader, isMore }, asker) {
    if (reader && reader === asker) return OWN_PAGE;
    if (!reader) return isMore ? OF_NOBODY : 1;
    return OTHER_READERS[reader] ?? (asker ? OF_ANOTHER : 1);
  }

  function spread(scored) {
    const counts = new Map();
    const left = scored.sort((one, other) => other.score - one.score || one.number - other.number).slice(0, 40);
    const value = ({ address, score }) => score * AGAIN ** (counts.get(address) ?? 0);
    const ordered = [];
    while (left.length > 0 && ordered.length < 20) {
      const at = left.reduce((best, place, here) => value(place) > value(left[best]) ? here : best, 0);
      const [place] = left.splice(at, 1);
      counts.set(place.address, (counts.get(place.address) ?? 0) + 1);
      ordered.push(place);
    }
    return ordered;
  }
};
