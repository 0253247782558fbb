//! Text in lines: what a terminal would obey taken out, long hashes shortened, wrapped by columns.

/// Text of evidence, without what a terminal would obey or hide: control characters, and marks that turn the direction of writing or have
/// no width.
pub fn clean(text: &str) -> String {
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().map(|character| if is_hidden(character) { '\u{fffd}' } else { character }).collect()
}

/// The same text with every run of 40 or more hexadecimal digits as `1ad1f129…5d86`: people compare the ends, machines read the JSON.
pub fn shorten(text: &str) -> String {
    let mut short = String::new();
    let mut digits = String::new();
    for character in text.chars().map(Some).chain([None]) {
        match character {
            Some(digit) if digit.is_ascii_hexdigit() => digits.push(digit),
            other => {
                short.push_str(&ends(&digits));
                digits.clear();
                short.extend(other);
            }
        }
    }
    short
}

/// The first eight and the last four digits of a long number.
fn ends(digits: &str) -> String {
    match (digits.get(..8), digits.len().checked_sub(4).and_then(|start| digits.get(start..))) {
        (Some(first), Some(last)) if digits.len() >= 40 => format!("{first}…{last}"),
        _ => digits.to_owned(),
    }
}

/// Columns that a text takes on a terminal.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// East Asian wide characters take two columns, marks that combine with the one before them none.
fn columns_of(character: char) -> usize {
    match character {
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// The cleaned text in lines of at most `width` columns, broken at blanks, and within a word only where it is longer than a line. At least
/// one line.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = clean(text);
    let width = width.max(8);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word.to_owned();
        if used > 0 {
            if used + 1 + columns(word) <= width {
                put(&mut lines, " ");
                used += 1;
            } else {
                lines.push(String::new());
                used = 0;
            }
        }
        while columns(&rest) > width {
            let tail = rest.split_off(break_of(&rest, width));
            put(&mut lines, &rest);
            lines.push(String::new());
            rest = tail;
        }
        put(&mut lines, &rest);
        used += columns(&rest);
    }
    lines
}

fn put(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// Where a word that is longer than `width` breaks: behind the last mark in the second half of the line, else where the line ends.
fn break_of(word: &str, width: usize) -> usize {
    let mut used = 0;
    let mut end = word.len();
    let mut mark = None;
    for (index, character) in word.char_indices() {
        let size = columns_of(character);
        if used + size > width {
            end = index;
            break;
        }
        used += size;
        if used * 2 > width && "/.:,;=_-".contains(character) {
            mark = Some(index + character.len_utf8());
        }
    }
    mark.unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_taken_out() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\u{202e}c\u{9b}\u{200b}"), "a�[31mb���c��");
        assert_eq!(clean("Gerät 鍵"), "Gerät 鍵");
        let lines = wrap("\u{1b}]0;title\u{7} \u{8}x", 40);
        assert!(lines.iter().all(|line| !line.chars().any(char::is_control)), "{lines:?}");
    }

    #[test]
    fn long_hashes_are_shortened_and_short_numbers_are_not() {
        let hash = "1ad1f1290ca5df9148b18ea9ff1d74e2f74f709dd4a687aa9d09beb778155d86";
        assert_eq!(shorten(&format!("is {hash}; other")), "is 1ad1f129…5d86; other");
        assert_eq!(shorten(hash), "1ad1f129…5d86");
        assert_eq!(shorten("key 41000000ae000002d6f30700"), "key 41000000ae000002d6f30700");
    }

    #[test]
    fn lines_are_no_longer_than_asked() {
        let text =
            "The key of a-file-with-a-very-long-name-indeed.csr was generated in 鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵 a module";
        for width in 8..60 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|line| columns(line) <= width), "{width}: {lines:?}");
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&lines.concat()), letters(text));
        }
        assert_eq!(wrap("one two", 20), ["one two"]);
        assert_eq!(wrap("", 20), [""]);
        assert_eq!(wrap("certificate:a/path/to/something", 20), ["certificate:a/path/", "to/something"]);
    }
}
