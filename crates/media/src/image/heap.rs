//! Keeps freed memory for the next picture size instead of giving it back to the system page by page.
#![expect(
    unsafe_code,
    reason = "the C library's allocator is set up by C functions"
)]

/// The largest buffer that the C library lets us take from its heap (`M_MMAP_THRESHOLD`).
#[cfg(target_env = "gnu")]
const LARGEST: usize = 32 << 20;
/// So much of the heap is asked for in large pages, in pieces that are a little smaller than [`LARGEST`].
#[cfg(target_env = "gnu")]
const PIECES: usize = 3;
#[cfg(target_env = "gnu")]
const PIECE: usize = 31 << 20;

/// Large buffers follow each other all through the work. By default the C library maps each anew, and the kernel fills
/// every page with zeros on first touch: an eighth of the whole CPU time went there. So freed memory stays in the heap,
/// and the first part of the heap is asked for in large pages, where the system gives them on request. Only what is
/// touched takes memory. To be called before anything large is allocated.
#[cfg(target_env = "gnu")]
pub(super) fn keep() {
    let largest = i32::try_from(LARGEST).unwrap_or(i32::MAX);
    // SAFETY: no preconditions; values that the library does not take are ignored.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, largest);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1 << 30);
        libc::mallopt(libc::M_TOP_PAD, 1 << 20);
    }
    // SAFETY: no preconditions. Each piece is advised about while it is ours, in whole pages inside of it, and freed
    // once; a null pointer is not advised about, and may be freed.
    unsafe {
        let pieces = [(); PIECES].map(|()| libc::malloc(PIECE));
        for piece in pieces.into_iter().filter(|piece| !piece.is_null()) {
            let skip = piece.align_offset(1 << 21);
            if skip < PIECE {
                let length = (PIECE - skip) & !((1 << 21) - 1);
                libc::madvise(piece.byte_add(skip), length, libc::MADV_HUGEPAGE);
            }
        }
        for piece in pieces {
            libc::free(piece);
        }
    }
}

/// Other C libraries have no such setting.
#[cfg(not(target_env = "gnu"))]
pub(super) fn keep() {}
