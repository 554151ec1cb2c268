//! What goes between a run and the processes that read files for it: a sign, a length, and as many bytes.

use std::io::{self, Read, Write};

/// Before each frame. Anything else is the noise of a process that is broken.
const BEGIN: [u8; 4] = *b"rap\x01";

/// Bytes, and one more that says what they are.
pub(super) struct Frame {
    pub(super) kind: u8,
    pub(super) body: Vec<u8>,
}

/// Writes a frame.
pub(super) fn write(to: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let mut head = [0; 13];
    head[..4].copy_from_slice(&BEGIN);
    head[4] = kind;
    head[5..].copy_from_slice(&(body.len() as u64).to_le_bytes());
    to.write_all(&head)?;
    to.write_all(body)?;
    to.flush()
}

/// Reads a frame of at most so many bytes; none where the other side has ended in between two.
///
/// # Errors
/// When it ended within a frame, or what it sent is none.
pub(super) fn read(from: &mut impl Read, most: u64) -> io::Result<Option<Frame>> {
    let mut head = [0; 13];
    let mut got = 0;
    while got < head.len() {
        match from.read(&mut head[got..]) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => got += more,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let (begin, rest) = head.split_at(BEGIN.len());
    let (Some((kind, length)), true) = (rest.split_first(), begin == BEGIN) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let kind = *kind;
    let length = length.try_into().map_or(u64::MAX, u64::from_le_bytes);
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Memory is taken as bytes come, not as they are promised.
    let mut body = Vec::new();
    from.take(length).read_to_end(&mut body)?;
    if body.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(Frame { kind, body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other() {
        let mut pipe = Vec::new();
        write(&mut pipe, 3, b"Minutes").unwrap();
        write(&mut pipe, 0, b"").unwrap();
        let mut from = pipe.as_slice();
        let first = read(&mut from, 7).unwrap().unwrap();
        assert_eq!((first.kind, first.body.as_slice()), (3, &b"Minutes"[..]));
        assert_eq!(read(&mut from, 7).unwrap().unwrap().body, b"");
        assert!(read(&mut from, 7).unwrap().is_none());
    }

    #[test]
    fn what_is_no_frame_is_an_error() {
        let mut pipe = Vec::new();
        write(&mut pipe, 3, b"Minutes").unwrap();
        assert!(read(&mut pipe.as_slice(), 6).is_err(), "too long");
        for end in [1, 12, 13, 19] {
            assert!(read(&mut &pipe[..end], 7).is_err(), "cut behind {end}");
        }
        assert!(read(&mut &b"thread panicked at ..."[..], 100).is_err());
    }
}
