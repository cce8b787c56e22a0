// What stands around the assertions is here to be passed over: "@\"", '"', '\'', r#"@"#.
use insta::{allow_duplicates, assert_debug_snapshot, assert_snapshot, with_settings};

/* nested /* comments */ "do not end */

macro_rules! check {
    ($value:expr, @$expected:literal) => {
        insta::assert_snapshot!($value, @$expected)
    };
}

#[test]
fn one_line() {
    assert_snapshot!("plain", @"");
    assert_snapshot!("say \"yes\"", @"before");
    assert_snapshot!("back\\slash", @r"before");
    assert_snapshot!("\"#quote and hash\"##", @r###"before"###);
    assert_snapshot!("  blanks before", @"before"); let _quote = '"';
    assert_snapshot!("", @"no longer empty");
    assert_snapshot!("\u{1b}[1mbold\u{1b}[0m\tand tab é", @"");
}

#[test]
fn several_lines() {
    assert_snapshot!("a\nb", @"");
    assert_snapshot!("\nleading", @"");
    assert_snapshot!("a\n\nblank between\n   \n", @"");
    assert_snapshot!("{\n  \"json\": \"\\u00e9\"\n}", @r###"
    {
      "json": 1
    }
    "###);
    assert_snapshot!("now on one", @r"
    on
    two
    ");
        assert_snapshot!("deeper\nthan the rest", @"",);
}

#[test]
fn control_characters() {
    assert_snapshot!("a\rb", @"");
    assert_snapshot!("nul \0 and \u{1} del \u{7f}\n'and' \\ lines", @"");
    assert_snapshot!("\u{85}e\u{301}\u{a0}\u{200b}\u{e000}", @"");
}

#[test]
fn within_macros() {
    allow_duplicates! {
        for _ in 0..3 {
            insta::assert_snapshot!("in a loop\ntwice", @"");
        }
    }
    with_settings!({ omit_expression => true }, {
        assert_snapshot!("a", @"");
        assert_snapshot!("b\nb", @"");
        assert_snapshot!("c", @"");
    });
    vec![1].iter().for_each(|x| assert_snapshot!(format!("{x}\n2"), @"0"));
    let shown = |x: i32| {
        insta
            ::assert_debug_snapshot!(
                vec![x, 2],
                @""
            )
    };
    shown(7);
    check!("through a macro\nof our own", @"old");
    let _ = match 1 { 1 => assert_snapshot!("arm", @""), _ => () };
}

#[cfg_attr(all(), doc = "attributes, too")]
#[test]
fn lifetimes_and_others() {
    fn first<'a>(text: &'a str, _: &'static [u8]) -> &'a str { 'outer: loop { break 'outer text } }
    let (r#try, _b, _c) = (b'"', br#"""#, b"\"");
    assert_debug_snapshot!((first("x", b"("), r#try, '\'', '\u{22}', 1.5e-3), @"");
}
