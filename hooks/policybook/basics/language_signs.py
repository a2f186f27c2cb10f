"""In which language a text seems to be written: by its letters, and for Latin letters by its commonest words. Says nothing where it is not sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_SCRIPTS = (
    ("Arab", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("Cyrl", "\u0400-\u052f"),
    ("Grek", "\u0370-\u03ff"),
    ("Hebr", "\u0590-\u05ff"),
    ("Deva", "\u0900-\u0963\u0966-\u097f"),
    ("Beng", "\u0980-\u09ff"),
    ("Guru", "\u0a00-\u0a7f"),
    ("Gujr", "\u0a80-\u0aff"),
    ("Taml", "\u0b80-\u0bff"),
    ("Hani", "\u3400-\u9fff"),
    ("Jpan", "\u3040-\u30ff"),
    ("Hang", "\uac00-\ud7af"),
    ("Ethi", "\u1200-\u137f"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Armn", "\u0530-\u058f"),
    ("Geor", "\u10a0-\u10ff"),
)
_PATTERNS = tuple((name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS)
_FIRST = {
    "Grek": "el", "Hebr": "he", "Deva": "hi", "Beng": "bn", "Guru": "pa", "Gujr": "gu", "Taml": "ta", "Hani": "zh", "Jpan": "ja",
    "Hang": "ko", "Ethi": "am", "Thai": "th", "Armn": "hy", "Geor": "ka",
}  # fmt: skip
"""The commonest language of each alphabet that is read in English schools."""
_SIGNS = (
    ("Arab", "ur", "ٹڈڑںےھہ"),
    ("Arab", "ps", "ښځږړډټېۍڼ"),
    ("Arab", "ckb", "ۆێڕڵ"),
    ("Arab", "fa", "پچژگکی"),
    ("Arab", "ar", "ةىيكأإ"),
    ("Cyrl", "uk", "іїєґІЇЄҐ"),
    ("Cyrl", "ru", "ыэёЫЭЁ"),
    ("Cyrl", "bg", "ъЪщ"),
)
"""Letters that only some languages of an alphabet have, those that decide before the others."""
_WRITTEN_IN = {
    "Arab": "ar ur fa ps ckb sd ug prs bal ku pa ks az",
    "Cyrl": "uk ru bg sr mk be kk ky mn tg uz",
    "Deva": "hi ne mr sa kok mai bho",
    "Hani": "zh ja yue ko",
    "Jpan": "ja",
    "Ethi": "am ti",
    "Hebr": "he yi",
    "Beng": "bn as",
    "Guru": "pa",
}
_OWN = {
    "ur": "ٹڈڑںےھ", "ps": "ښځږټڼ", "ar": "ةىإ", "uk": "їєґ", "ru": "ыэё",
}  # fmt: skip
"""Letters that one of these languages has and the others do not."""
NAMES = {
    "en": "English", "ur": "Urdu", "ar": "Arabic", "fa": "Persian", "ps": "Pashto", "ckb": "Kurdish", "uk": "Ukrainian",
    "ru": "Russian", "bg": "Bulgarian", "el": "Greek", "he": "Hebrew", "hi": "Hindi", "bn": "Bengali", "pa": "Punjabi",
    "gu": "Gujarati", "ta": "Tamil", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "am": "Amharic", "th": "Thai",
    "hy": "Armenian", "ka": "Georgian", "pl": "Polish", "ro": "Romanian", "fr": "French", "de": "German", "es": "Spanish",
    "pt": "Portuguese", "it": "Italian", "cy": "Welsh", "lt": "Lithuanian", "sq": "Albanian", "so": "Somali", "tr": "Turkish",
    "hu": "Hungarian", "cs": "Czech", "sk": "Slovak", "nl": "Dutch", "bs": "Bosnian",
}  # fmt: skip
"""Languages by their short names, as web pages write them."""
_COMMON = {
    "en": "the of and to a in is that it for you we our your are with on be this at or not if by they will can have from as all who please about any us tell ask help may must should do children school i my am so never when say",
    "pl": "i w na z się nie do to jest że o jak dla lub jeśli swoje proszę dziecko dziecka szkoły szkoła szkołą naszej nasze są oraz przez po od które może nam prosimy państwa",
    "ro": "și în la de pe cu nu să este sunt că din pentru copilul școala școlii vă rugăm dacă ne sau care mai noastră ce fi dumneavoastră",
    "fr": "je me tu il elle nos vos leur quand ne plus cette le la les des et en un une du que qui pour est dans vous nous votre notre sur pas avec au aux ou si ce sont à enfant école",
    "de": "der die das und ist nicht sie wir zu den von mit für auf ein eine dem des im wenn ihr ihre uns es oder bitte kind schule sich um",
    "es": "el la los las y de que en un una por con para su es no se del al lo si o nos su más está hijo escuela como usted",
    "pt": "o a os as e de que em um uma por com para seu sua é não se do da no na nos ou mais está filho escola como",
    "it": "il la i gli le e di che in un una per con non si del della al è sono se o ci vostro figlio scuola più siete come",
    "cy": "y yr a yn i o ar am ni eich ein mae os neu gyda chi plentyn ysgol wrth hyn bod fod gan ac chi'n swyddfa wneud",
    "lt": "ir yra į iš su kad ar ne savo jei jūsų mums apie dėl vaiko mokykla mokyklą prašome kaip tai mes",
    "sq": "të e në dhe për një është me që nuk se nga tuaj fëmijën shkollën shkolla ju na nëse jeni ne ka",
    "so": "iyo in waa ka ku ah oo u aad ilmahaaga fadlan dugsiga haddii wac noo soo la ama waxaan si uu",
    "tr": "ve bir bu için ile de da çocuğunuz okul okulu lütfen eğer veya sizin bize olan ne çok daha gibi",
    "hu": "a az és hogy nem egy van ha kérjük gyermeke iskola iskolát nekünk vagy miatt is meg ön kell el",
    "cs": "a v na se je že do s o pro jak které nebo pokud prosím dítě škola školy není jsou z k my vás",
    "sk": "a v na sa je že do s o pre ako ktoré alebo ak prosím dieťa škola školy nie sú z k my vás",
    "nl": "de het een en van is dat in op te voor met niet zijn u uw wij ons kind school als of aan bij ook om",
}
"""The commonest words of languages in Latin letters, with some that schools use; a word of two languages counts for both."""
_OTHER_LIST = (
    "tl fil vi id ms sw yo ig ha hr sr bs sl lv et fi sv da no nb nn is ga gd gv kw mt eu ca gl af rw sn zu xh ny ln rom mg eo lb az uz ku"
    " kmr tk ht jv su mi sm to fj ak tw ee wo ff om ti ch la"
)
_OTHERS_IN_LATIN = frozenset(_OTHER_LIST.split())
"""Languages in Latin letters of which no words are listed here: what is said of them is left alone."""
_LETTERS = {
    "pl": frozenset("ąęłżźćśń"),
    "ro": frozenset("șțăşţ"),
    "hu": frozenset("őű"),
    "cs": frozenset("ěřů"),
    "sk": frozenset("ľĺŕ"),
    "tr": frozenset("ğış"),
    "lt": frozenset("ėįųū"),
    "cy": frozenset("ŵŷ"),
}
"""Letters by which a word of a language in Latin letters is known, where it is none of the commonest."""
_WORD_SETS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_BY_WORD = {
    word: frozenset(name for name, words in _WORD_SETS.items() if word in words)
    for word in frozenset[str]().union(*_WORD_SETS.values())
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS = 6
_FEWEST_LETTERS = 4
_SURE = 2
_SHARE = 0.22
_CLEARLY = 1.8


def seems_written_in(text: str, stated: str) -> str:
    """The language that a text seems to be in where that cannot be the stated one; "" where it can, or nobody can tell."""
    first = stated.lower().partition("-")[0]
    letters = Counter(dict(_count(text))) if not text.isascii() else Counter[str]()
    if letters:
        script, count = letters.most_common(1)[0]
        others = sum(1 for letter in text if letter.isascii() and letter.isalpha())
        if count >= _FEWEST_LETTERS and count > others:
            return _of_script(text, script, first)
    if _WRITTEN_NOT_IN_LATIN.get(first) and "-latn" not in stated.lower():
        return _in_latin(text, "") or ("en" if _share(text, "en") > _SHARE else "")
    return _in_latin(text, first)


def _count(text: str) -> Iterator[tuple[str, int]]:
    for name, pattern in _PATTERNS:
        if count := len(pattern.findall(text)):
            yield name, count


def _of_script(text: str, script: str, stated: str) -> str:
    """The language by its letters, where the stated one is not written in them or has not all of them."""
    by_sign = next(
        (language for name, language, signs in _SIGNS if name == script and any(sign in text for sign in signs)), ""
    )
    likely = by_sign or _FIRST.get(script, "")
    written = _WRITTEN_IN.get(script, _FIRST.get(script, "")).split()
    if stated not in written:
        return likely
    own = next(
        (name for name, signs in _OWN.items() if name != stated and sum(text.count(sign) for sign in signs) >= _SURE),
        "",
    )
    return own if stated in _OWN or stated == "fa" else ""


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def _share(text: str, language: str) -> float:
    words = _words(text)
    return sum(word in _WORD_SETS[language] for word in words) / len(words) if words else 0.0


def _languages_of(word: str) -> frozenset[str]:
    """The languages in Latin letters that a word counts for."""
    known = _BY_WORD.get(word, frozenset())
    if word.isascii():
        return known
    return known | {name for name, letters in _LETTERS.items() if not letters.isdisjoint(word)}


def _in_latin(text: str, stated: str) -> str:
    words = _words(text)
    if len(words) < _FEWEST_WORDS:
        return ""
    counts = Counter(name for word in words for name in _languages_of(word))
    best = max(_WORD_SETS, key=lambda name: counts[name])
    if stated == best or (best != "en" and stated in _OTHERS_IN_LATIN):
        return ""
    least = counts[stated]
    is_sure = counts[best] >= max(_SHARE * len(words), 3) and counts[best] >= _CLEARLY * max(least, 1)
    return best if is_sure else ""


_WRITTEN_NOT_IN_LATIN = {
    name: True
    for names in (*_WRITTEN_IN.values(), *_FIRST.values())
    for name in names.split()
    if name not in ("az", "ku", "sr", "uz")
}
