//! Snapshots of every shape that insta writes into files of their own. What they hold
//! changes with the environment variable PHASE, so that one build makes baselines and,
//! a run later, pending snapshots.
//!
//! SPDX-License-Identifier: MIT OR Apache-2.0

#[cfg(test)]
mod tests {
    use insta::{assert_binary_snapshot, assert_debug_snapshot, assert_snapshot, with_settings};

    fn phase() -> String {
        std::env::var("PHASE").unwrap_or_default()
    }

    fn changed() -> bool {
        phase() == "2"
    }

    #[test]
    fn plain() {
        assert_snapshot!(format!("a page\nin phase {}", phase()));
    }

    #[test]
    fn same_always() {
        assert_snapshot!("this one never changes");
    }

    #[test]
    fn twice() {
        assert_snapshot!(format!("first {}", phase()));
        assert_snapshot!(format!("second {}", phase()));
    }

    #[test]
    fn named_with_spaces() {
        assert_snapshot!("a name [with] $pecial 안녕", format!("phase {}", phase()));
    }

    #[test]
    fn debug_form() {
        assert_debug_snapshot!(vec![Some("x: y # \"quoted\"".to_string()), None, Some(phase())]);
    }

    #[test]
    fn awkward_text() {
        let text = "\n\n  leading\r\nCR LF\ttab \u{1b}[1mbold\u{1b}[0m\n---\nfence\n   \nblank\u{a0} \n\n";
        assert_snapshot!("awkward", format!("{}{}", text, if changed() { "more \r\n" } else { "" }));
    }

    #[test]
    fn empty_text() {
        assert_snapshot!("empty", if changed() { "" } else { "not empty yet" });
        assert_snapshot!("no_longer_empty", if changed() { "something" } else { "" });
    }

    #[test]
    fn header_changes() {
        let description = format!("says: {}, and \"more\"\nin two lines", phase());
        with_settings!({ description => description, snapshot_suffix => "suffix" }, {
            assert_snapshot!("described", format!("phase {}", phase()));
        });
        if changed() {
            assert_snapshot!("moved", format!("phase {}", phase()));
        } else {
            assert_snapshot!("moved", "before: another expression");
        }
    }

    #[test]
    fn without_expression() {
        with_settings!({ omit_expression => true }, {
            assert_snapshot!("omitted", format!("phase {}", phase()));
        });
    }

    #[test]
    fn only_later() {
        if changed() {
            assert_snapshot!("later", "there was none before");
            assert_binary_snapshot!("later_bytes.tar.gz", vec![0x1f, 0x8b, 0, 255]);
        }
    }

    #[test]
    fn binary() {
        assert_binary_snapshot!("bytes.bin", vec![0, 1, 2, 255, if changed() { 2 } else { 1 }]);
        assert_binary_snapshot!("steady.bin", vec![7; 10]);
    }

    #[test]
    fn kind_changes() {
        if changed() {
            assert_binary_snapshot!("ending.png", b"now a png".to_vec());
            assert_snapshot!("text_now", "text now");
            assert_binary_snapshot!("binary_now.bin", b"bytes now".to_vec());
        } else {
            assert_binary_snapshot!("ending.jpg", b"once a jpg".to_vec());
            assert_binary_snapshot!("text_now.bin", b"bytes once".to_vec());
            assert_snapshot!("binary_now", "text once");
        }
    }
}
