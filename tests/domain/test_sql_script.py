import pytest

from millrace.domain.sql_script import bind_parameters, name_parts, quote_qualified, split_statements


def _texts(script: str, dialect: str = "postgresql") -> list[str]:
    return [statement.text for statement in split_statements(script, dialect)]


def test_semicolons_in_strings_comments_and_dollar_quotes_do_not_split() -> None:
    script = """select ';', E'it\\'s;', "a;b"; -- one; comment
/* outer /* inner; */ still; */
do $body$ begin perform 1; end $body$;
"""
    statements = split_statements(script)
    assert [s.line for s in statements] == [1, 3]
    assert [s.number for s in statements] == [1, 2]
    assert statements[1].text.endswith("$body$")


def test_comments_and_blanks_alone_are_no_statement() -> None:
    assert _texts(" ;; -- nothing\n ; /* ; */ ") == []


def test_an_open_string_reaches_the_end() -> None:
    assert _texts("select 'a; select 2") == ["select 'a; select 2"]


def test_a_trigger_body_stays_whole_in_sqlite() -> None:
    trigger = "create trigger t after insert on a begin select case when 1 then 2 end; delete from b; end"
    assert _texts(f"{trigger}; select 1", "sqlite") == [trigger, "select 1"]


def test_transaction_words_are_statements_of_their_own() -> None:
    assert _texts("begin; select 1; end;") == ["begin", "select 1", "end"]


def test_sqlite_comments_do_not_nest_and_brackets_quote() -> None:
    assert _texts("select [a;b] /* x /* y */; select `c;d`", "sqlite") == [
        "select [a;b] /* x /* y */",
        "select `c;d`",
    ]


def test_only_known_names_outside_of_quotes_are_bound() -> None:
    text = "select :a, ':a', \":a\", b::a, $$:a$$, x[1:n], :äb -- :a\n/* :a */"
    bound, used = bind_parameters(text, {"a", "äb"}, lambda name: f"<{name}>")
    assert bound == "select <a>, ':a', \":a\", b::a, $$:a$$, x[1:n], <äb> -- :a\n/* :a */"
    assert used == ["a", "äb"]


def test_table_names_are_quoted_part_by_part() -> None:
    assert quote_qualified('main."we""ird.t"') == '"main"."we""ird.t"'
    assert name_parts("Größe") == ["Größe"]


@pytest.mark.parametrize("name", ["", 'a"b', "a.", "a..b", '"open'])
def test_what_is_no_table_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a table"):
        name_parts(name)
