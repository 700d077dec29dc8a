"""StringUtil: the names and signatures of its functions (R153).

All public static methods of commons-lang3 3.12 StringUtils whose arguments and results are texts, characters,
numbers, booleans or arrays of them, except those on bytes, locales and suppliers.
"""

from collections.abc import Callable, Sequence

from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.functions.stringutil import checks, cut, edit, pad, patterns, search, split
from millrace.domain.el.functions.stringutil.characters import is_digit, is_letter, narrowed, widened
from millrace.domain.el.limits import check_work
from millrace.domain.el.scope import Scope

# Characters that a plain search looks at in the time of one step.
_FAST = 16


def _units(function: Callable[..., object]) -> Callable[..., object]:
    """The function on UTF-16 code units, as Java counts them; no function of this table needs the scope."""

    def call(_scope: Scope, *arguments: object) -> object:
        _check_searches(arguments)
        return _mapped(narrowed, function(*(_mapped(widened, argument) for argument in arguments)))

    return call


def _check_searches(arguments: Sequence[object]) -> None:
    """Many texts looked for in a long one take time in proportion to both."""
    lists = [argument for argument in arguments if isinstance(argument, list)]
    count = len(arguments) + sum(map(len, lists))
    longest = max((len(argument) for argument in arguments if isinstance(argument, str)), default=0)
    check_work(count * longest // _FAST)


def _mapped(convert: Callable[[str], str], value: object) -> object:
    if isinstance(value, str):
        return convert(value)
    if isinstance(value, list):
        return [_mapped(convert, item) for item in value]
    return value


def _characters(function: Callable[..., object]) -> Callable[..., object]:
    """The function on whole characters: regular expressions do not see halves of them."""
    return lambda _scope, *arguments: function(*arguments)


_SEARCH = (
    ("indexOf", "s s", search.index_of),
    ("indexOf", "s s i", search.index_of),
    ("lastIndexOf", "s s", search.last_index_of),
    ("lastIndexOf", "s s i", search.last_index_of),
    ("indexOfIgnoreCase", "s s", search.index_of_ignore_case),
    ("indexOfIgnoreCase", "s s i", search.index_of_ignore_case),
    ("lastIndexOfIgnoreCase", "s s", search.last_index_of_ignore_case),
    ("lastIndexOfIgnoreCase", "s s i", search.last_index_of_ignore_case),
    ("ordinalIndexOf", "s s i", search.ordinal_index_of),
    ("lastOrdinalIndexOf", "s s i", search.last_ordinal_index_of),
    ("indexOfAny", "s s", search.index_of_any_character),
    ("indexOfAny", "s s*", search.index_of_any),
    ("lastIndexOfAny", "s s*", search.last_index_of_any),
    ("indexOfAnyBut", "s s", search.index_of_any_but),
    ("indexOfAnyBut", "s s*", search.index_of_any_but_list),
    ("indexOfDifference", "s*", search.index_of_difference),
    ("countMatches", "s s", search.count_matches),
    ("contains", "s s", search.contains),
    ("containsIgnoreCase", "s s", search.contains_ignore_case),
    ("containsAny", "s s", search.contains_any_character),
    ("containsAny", "s s*", search.contains_any),
    ("containsAnyIgnoreCase", "s s*", search.contains_any_ignore_case),
    ("containsNone", "s s", search.contains_none),
    ("containsNone", "s s*", search.contains_none_list),
    ("containsOnly", "s s", search.contains_only),
    ("containsOnly", "s s*", search.contains_only_list),
    ("containsWhitespace", "s", search.contains_whitespace),
    ("getCommonPrefix", "s*", search.common_prefix),
)

_CHECKS = (
    ("length", "s", lambda text: len(text or "")),
    ("isEmpty", "s", checks.is_empty),
    ("isNotEmpty", "s", bool),
    ("isBlank", "s", checks.is_blank),
    ("isNotBlank", "s", lambda text: not checks.is_blank(text)),
    ("isAnyEmpty", "s*", checks.any_of(checks.is_empty, wanted=True)),
    ("isNoneEmpty", "s*", checks.any_of(checks.is_empty, wanted=False)),
    ("isAllEmpty", "s*", checks.all_of(checks.is_empty)),
    ("isAnyBlank", "s*", checks.any_of(checks.is_blank, wanted=True)),
    ("isNoneBlank", "s*", checks.any_of(checks.is_blank, wanted=False)),
    ("isAllBlank", "s*", checks.all_of(checks.is_blank)),
    ("isAllLowerCase", "s", checks.lower_only),
    ("isAllUpperCase", "s", checks.upper_only),
    ("isMixedCase", "s", checks.is_mixed_case),
    ("isAlpha", "s", checks.every(is_letter, empty=False)),
    ("isAlphaSpace", "s", checks.every(checks.or_space(is_letter), empty=True)),
    ("isAlphanumeric", "s", checks.every(checks.is_letter_or_digit, empty=False)),
    ("isAlphanumericSpace", "s", checks.every(checks.or_space(checks.is_letter_or_digit), empty=True)),
    ("isNumeric", "s", checks.every(is_digit, empty=False)),
    ("isNumericSpace", "s", checks.every(checks.or_space(is_digit), empty=True)),
    ("isAsciiPrintable", "s", checks.every(checks.is_ascii_printable, empty=True)),
    ("isWhitespace", "s", checks.is_whitespace_text),
    ("equals", "s s", checks.equals),
    ("equalsIgnoreCase", "s s", checks.equals_ignore_case),
    ("equalsAny", "s s*", checks.equals_any),
    ("equalsAnyIgnoreCase", "s s*", checks.equals_any_ignore_case),
    ("compare", "s s", checks.compare),
    ("compare", "s s b", checks.compare),
    ("compareIgnoreCase", "s s", checks.compare_ignore_case),
    ("compareIgnoreCase", "s s b", checks.compare_ignore_case),
    ("startsWith", "s s", checks.starts_with),
    ("startsWithIgnoreCase", "s s", checks.starts_with_ignore_case),
    ("startsWithAny", "s s*", checks.starts_with_any),
    ("endsWith", "s s", checks.ends_with),
    ("endsWithIgnoreCase", "s s", checks.ends_with_ignore_case),
    ("endsWithAny", "s s*", checks.ends_with_any),
    ("getLevenshteinDistance", "s s", checks.levenshtein_distance),
    ("getLevenshteinDistance", "s s i", checks.levenshtein_within),
    ("getJaroWinklerDistance", "s s", checks.jaro_winkler_distance),
    ("defaultString", "s", edit.default_string),
    ("defaultString", "s s", edit.default_string),
    ("defaultIfEmpty", "s s", edit.default_if_empty),
    ("defaultIfBlank", "s s", lambda text, default: default if checks.is_blank(text) else text),
    ("firstNonEmpty", "s*", lambda *texts: next(filter(None, texts), None)),
    ("firstNonBlank", "s*", lambda *texts: next((text for text in texts if not checks.is_blank(text)), None)),
)

_CUT = (
    ("substring", "s i", cut.substring),
    ("substring", "s i i", cut.substring),
    ("substringBefore", "s s", cut.substring_before),
    ("substringAfter", "s s", cut.substring_after),
    ("substringBeforeLast", "s s", cut.substring_before_last),
    ("substringAfterLast", "s s", cut.substring_after_last),
    ("substringBetween", "s s", cut.substring_between_same),
    ("substringBetween", "s s s", cut.substring_between),
    ("substringsBetween", "s s s", cut.substrings_between),
    ("trim", "s", cut.trim),
    ("trimToEmpty", "s", cut.or_empty(cut.trim)),
    ("trimToNull", "s", cut.or_null(cut.trim)),
    ("strip", "s", cut.strip),
    ("strip", "s s", cut.strip),
    ("stripToEmpty", "s", cut.or_empty(cut.strip)),
    ("stripToNull", "s", cut.or_null(cut.strip)),
    ("stripStart", "s s", cut.strip_start),
    ("stripEnd", "s s", cut.strip_end),
    ("stripAll", "a", cut.strip_all),
    ("stripAll", "a s", cut.strip_all),
    ("stripAll", "s*", cut.strip_several),
    ("chomp", "s", cut.chomp),
    ("chomp", "s s", cut.remove_end),
    ("chop", "s", cut.chop),
    ("removeStart", "s s", cut.remove_start),
    ("removeStartIgnoreCase", "s s", cut.remove_start_ignore_case),
    ("removeEnd", "s s", cut.remove_end),
    ("removeEndIgnoreCase", "s s", cut.remove_end_ignore_case),
    ("deleteWhitespace", "s", cut.delete_whitespace),
    ("unwrap", "s s", cut.unwrap),
)

_PAD = (
    ("left", "s i", pad.left),
    ("right", "s i", pad.right),
    ("mid", "s i i", pad.mid),
    ("leftPad", "s i", pad.left_pad),
    ("leftPad", "s i s", pad.left_pad),
    ("rightPad", "s i", pad.right_pad),
    ("rightPad", "s i s", pad.right_pad),
    ("center", "s i", pad.center),
    ("center", "s i s", pad.center),
    ("repeat", "s i", pad.repeat),
    ("repeat", "s s i", pad.repeat_separated),
    ("rotate", "s i", pad.rotate),
    ("truncate", "s i", pad.truncate),
    ("truncate", "s i i", pad.truncate_from),
    ("abbreviate", "s i", pad.abbreviate),
    ("abbreviate", "s i i", pad.abbreviate_from),
    ("abbreviate", "s s i", pad.abbreviate_marked),
    ("abbreviate", "s s i i", pad.abbreviate_marked_from),
    ("abbreviateMiddle", "s s i", pad.abbreviate_middle),
)

_EDIT = (
    ("replace", "s s s", edit.replace),
    ("replace", "s s s i", edit.replace),
    ("replaceOnce", "s s s", edit.replace_once),
    ("replaceIgnoreCase", "s s s", edit.replace_ignore_case),
    ("replaceIgnoreCase", "s s s i", edit.replace_ignore_case),
    ("replaceOnceIgnoreCase", "s s s", edit.replace_once_ignore_case),
    ("replaceChars", "s s s", edit.replace_characters),
    ("replaceEach", "s a a", edit.replace_each),
    ("replaceEachRepeatedly", "s a a", edit.replace_each_repeatedly),
    ("remove", "s s", edit.remove),
    ("removeIgnoreCase", "s s", edit.remove_ignore_case),
    ("overlay", "s s i i", edit.overlay),
    ("appendIfMissing", "s s s*", edit.append_if_missing),
    ("appendIfMissingIgnoreCase", "s s s*", edit.append_if_missing_ignore_case),
    ("prependIfMissing", "s s s*", edit.prepend_if_missing),
    ("prependIfMissingIgnoreCase", "s s s*", edit.prepend_if_missing_ignore_case),
    ("wrap", "s s", edit.wrap),
    ("wrapIfMissing", "s s", edit.wrap_if_missing),
    ("capitalize", "s", edit.capitalize),
    ("uncapitalize", "s", edit.uncapitalize),
    ("swapCase", "s", edit.swap_case),
    ("upperCase", "s", edit.upper_case),
    ("lowerCase", "s", edit.lower_case),
    ("toRootUpperCase", "s", edit.upper_case),
    ("toRootLowerCase", "s", edit.lower_case),
    ("reverse", "s", edit.reverse),
    ("reverseDelimited", "s c", split.reverse_delimited),
    ("difference", "s s", edit.difference),
    ("getDigits", "s", edit.get_digits),
    ("normalizeSpace", "s", edit.normalize_space),
    ("stripAccents", "s", edit.strip_accents),
)

_SPLIT = (
    ("split", "s", split.splitter(keep_empty=False)),
    ("split", "s s", split.splitter(keep_empty=False)),
    ("split", "s s i", split.splitter(keep_empty=False)),
    ("splitPreserveAllTokens", "s", split.splitter(keep_empty=True)),
    ("splitPreserveAllTokens", "s s", split.splitter(keep_empty=True)),
    ("splitPreserveAllTokens", "s s i", split.splitter(keep_empty=True)),
    ("splitByWholeSeparator", "s s", split.whole_splitter(keep_empty=False)),
    ("splitByWholeSeparator", "s s i", split.whole_splitter(keep_empty=False)),
    ("splitByWholeSeparatorPreserveAllTokens", "s s", split.whole_splitter(keep_empty=True)),
    ("splitByWholeSeparatorPreserveAllTokens", "s s i", split.whole_splitter(keep_empty=True)),
    ("splitByCharacterType", "s", split.split_by_character_type),
    ("splitByCharacterTypeCamelCase", "s", split.split_by_camel_case),
    ("join", "l", split.join_list),
    ("join", "l s", split.join_list),
    ("join", "l s i i", split.join_part),
    ("join", "o*", split.join_all),
    ("joinWith", "s o*", split.join_with),
    ("valueOf", "a", split.value_of),
)

_PATTERNS = (
    ("replaceAll", "s s s", patterns.replace_all),
    ("replaceFirst", "s s s", patterns.replace_first),
    ("replacePattern", "s s s", patterns.replace_pattern),
    ("removeAll", "s s", patterns.remove_all),
    ("removeFirst", "s s", patterns.remove_first),
    ("removePattern", "s s", patterns.remove_pattern),
    ("toCodePoints", "s", split.to_code_points),
)

STRING_UTIL = EmbeddedObject(
    "StringUtil",
    table(
        *(
            (name, signature, _units(function))
            for name, signature, function in (*_SEARCH, *_CHECKS, *_CUT, *_PAD, *_EDIT, *_SPLIT)
        ),
        *((name, signature, _characters(function)) for name, signature, function in _PATTERNS),
    ),
)
