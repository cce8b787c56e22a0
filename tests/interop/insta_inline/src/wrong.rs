use insta::assert_snapshot;

/// `@#"a\"b\rc"#`, which is no argument of the macro.
#[test]
fn quote_and_carriage_return() {
    assert_snapshot!("a\"b\rc", @"");
    assert_snapshot!("\"##\u{1}\"\n", @"");
}

/// The indentation is lost, and with it the equality.
#[test]
fn indented_but_for_an_empty_line() {
    assert_snapshot!("    a\n  \n    b", @"");
    if true {
        assert_snapshot!("\t\tx\n\t\n\t\t\ty\n", @"");
    }
}

#[test]
fn carriage_return_before_a_line_end() {
    assert_snapshot!("a\r\r\r\nb", @"");
}

/// error: this literal contains a Unicode codepoint that affects text direction
#[test]
fn text_that_turns() {
    assert_snapshot!("a\u{202e}b\n\"\u{2066}\"", @"");
}
