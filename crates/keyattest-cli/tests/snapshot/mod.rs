//! Text compared with what was recorded: `KEYATTEST_BLESS=1 cargo test` records it anew, and the difference is reviewed like code.

use std::path::Path;

/// Whether this run records.
fn is_blessing() -> bool {
    std::env::var_os("KEYATTEST_BLESS").is_some()
}

/// Fails where the text is another than the recorded one, with the first line that differs. A version is no difference.
pub fn matches(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(format!("{name}.txt"));
    let version =
        |blank: &str| (format!("keyattest{blank}{}", env!("CARGO_PKG_VERSION")), format!("keyattest{blank}VERSION"));
    let text = [version(" "), version("\n            ")]
        .iter()
        .fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
    let recorded = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if is_blessing() && recorded != text {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of snapshots");
        std::fs::write(&path, &text).expect("a snapshot");
    } else if recorded != text {
        let same = recorded.lines().zip(text.lines()).take_while(|(old, new)| old == new).count();
        let line = |of: &str| of.lines().nth(same).unwrap_or("(the end)").to_owned();
        let (old, new) = (line(&recorded), line(&text));
        panic!(
            "{name}, line {}:\n  recorded {old}\n  now      {new}\nKEYATTEST_BLESS=1 records what is right now",
            same + 1
        );
    }
}
