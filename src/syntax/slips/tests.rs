//! What each slip is taken for.

use super::*;

fn found(text: &str) -> (FaultKind, &str) {
    let slip = find(text, text).expect("a slip");
    (slip.kind, &text[slip.range])
}

#[test]
fn quote_inside_text_is_named() {
    assert_eq!(
        found(r#"(say: "He said "no" to you")"#).0,
        FaultKind::UnescapedQuote
    );
}

#[test]
fn comma_missing_between_fields_is_named() {
    assert_eq!(
        found("(a: \"b\"\n c: \"d\")"),
        (FaultKind::MissingComma, "\"")
    );
    assert_eq!(
        found("{\"a\": (x: 1)\n \"b\": (x: 1)}"),
        (FaultKind::MissingComma, ")")
    );
}

#[test]
fn brackets_are_matched() {
    assert_eq!(found("(a: [1, 2)"), (FaultKind::UnclosedBracket('['), "["));
    assert_eq!(
        found("{\"a\": (b: [1})}"),
        (
            FaultKind::WrongBracket {
                open: '[',
                found: '}'
            },
            "}"
        )
    );
    assert_eq!(found("(a: (b: 1)"), (FaultKind::UnclosedBracket('('), "("));
    assert_eq!(found("(a: 1))"), (FaultKind::StrayBracket(')'), ")"));
}

#[test]
fn other_slips_are_named() {
    assert_eq!(found("(a: \u{201c}b\u{201d})").0, FaultKind::CurlyQuote);
    assert_eq!(found("(a = 1)").0, FaultKind::EqualsForColon);
    assert_eq!(found("(a: \"b)\n").0, FaultKind::UnclosedString);
    assert_eq!(
        found("(a: 'it's here', b: 1)"),
        (FaultKind::SingleQuote, "'it's here'")
    );
    assert_eq!(found("(a: 1; b: 2)").0, FaultKind::NoComma(';'));
    assert_eq!(found("{\"a\" (b: 1)}"), (FaultKind::MissingKeyColon, "\""));
    assert_eq!(found("(say \"b\")"), (FaultKind::MissingKeyColon, "y"));
    assert_eq!(
        found("(say: some words)"),
        (FaultKind::UnquotedText, "some words")
    );
    assert_eq!(
        found("(say: \"a\" to: \"b\")"),
        (FaultKind::MissingComma, "\"")
    );
    assert_eq!(
        found("(say: \"a, to: \"b\")"),
        (FaultKind::UnclosedString, "\"a, to: \"")
    );
    assert_eq!(found("(a: r#\"b\")\n").0, FaultKind::UnclosedString);
}

#[test]
fn good_text_has_no_slip() {
    assert!(
        find(
            "( // a \"comment\n a: Some(1), /* } */ b: {\"c\": r#\"d \"e\" f\"#}, )",
            ""
        )
        .is_none()
    );
}
