//! A line of input, no longer than anybody types: what never ends must not fill the memory.

use std::io::{self, BufRead, Read};

/// The longest line that is taken, in bytes.
const LONGEST: usize = 1 << 16;

/// Reads a line, its end included; of one that is too long, nothing but its length counts. `None` at the end of the input.
///
/// # Errors
/// I/O errors of the input.
pub fn read_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(LONGEST as u64).read_until(b'\n', &mut line)?;
    if read < LONGEST || line.ends_with(b"\n") {
        return Ok((read > 0).then_some(line));
    }
    // Not text, so that nobody obeys the half of it.
    line = vec![0xff];
    loop {
        let held = input.fill_buf()?;
        let end = held.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(held.len(), |end| end + 1);
        let is_over = end.is_some() || held.is_empty();
        input.consume(used);
        if is_over {
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_unreadable_and_the_next_is_not() {
        let mut long = vec![b'x'; 3 * LONGEST];
        long.extend(b"\nlook\n");
        let mut input = io::BufReader::new(&long[..]);
        let line = read_line(&mut input).expect("a line").expect("a line");
        assert!(std::str::from_utf8(&line).is_err() && line.len() == 1);
        let next = read_line(&mut input).expect("a line");
        assert_eq!(next.as_deref(), Some(&b"look\n"[..]));
        assert_eq!(read_line(&mut input).expect("the end"), None);
    }
}
