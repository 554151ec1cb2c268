//! The bounds of one piece of work, and how it ends when it passes them.
//!
//! A query runs on one thread. While it does, everything that it touches calls [`tick`]: each value that is copied, compared or hashed, each quad that is
//! read, each string that is made. A tick costs a nanosecond; every so many the clock and the memory of the thread are looked at, and where a bound is passed
//! the stack is unwound to [`run`]. So whatever the query does (a cross product, a sort, a path, an aggregate), all of it ends.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// So many ticks go by between two looks at the clock: some microseconds of usual work, and well below a tenth of a second of the dearest.
const INTERVAL: u32 = 64;
/// Bytes that are worth one tick when they are copied or looked through.
const BYTES_A_TICK: usize = 256;

/// What one piece of work may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// When it must have ended.
    pub deadline: Option<Instant>,
    /// How many bytes it may hold at once.
    pub memory: usize,
}

impl Bounds {
    /// No bounds.
    pub const NONE: Self = Self { deadline: None, memory: usize::MAX };

    /// So much time from now on, and so many bytes.
    #[must_use]
    pub fn of(time: Duration, memory: usize) -> Self {
        Self { deadline: Instant::now().checked_add(time), memory }
    }
}

/// Which bound was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The deadline.
    Time,
    /// The memory.
    Memory,
}

/// The work that this thread does.
#[derive(Clone, Copy)]
struct Work {
    bounds: Bounds,
    /// Bytes that the thread held when the work began, less those that it has handed to others since.
    before: i64,
}

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(INTERVAL) };
    static WORK: Cell<Option<Work>> = const { Cell::new(None) };
}

/// Runs work within bounds.
///
/// ```
/// use rapporteur::sparql::meter::{Bounds, Broken, run, tick};
/// use std::time::Duration;
///
/// let endless = run(Bounds::of(Duration::from_millis(10), usize::MAX), || loop { tick() });
/// assert_eq!(endless, Err::<(), _>(Broken::Time));
/// assert_eq!(run(Bounds::NONE, || 1 + 1), Ok(2));
/// ```
///
/// # Errors
/// With the bound that was passed. What the work held is freed then.
pub fn run<T>(bounds: Bounds, work: impl FnOnce() -> T) -> Result<T, Broken> {
    let outer = WORK.replace(Some(Work { bounds, before: held() }));
    LEFT.set(1);
    let ended = catch_unwind(AssertUnwindSafe(work));
    WORK.set(outer);
    match ended {
        Ok(value) => Ok(value),
        Err(cause) => match cause.downcast::<Broken>() {
            Ok(broken) => Err(*broken),
            Err(other) => resume_unwind(other),
        },
    }
}

/// Says that something was done.
#[inline]
pub fn tick() {
    LEFT.with(|left| match left.get() {
        0 | 1 => look(),
        n => left.set(n - 1),
    });
}

/// Says that so many bytes were gone through.
#[inline]
pub fn tick_bytes(bytes: usize) {
    let ticks = u32::try_from(bytes / BYTES_A_TICK).unwrap_or(u32::MAX);
    LEFT.with(|left| left.set(left.get().saturating_sub(ticks)));
    tick();
}

/// Says that so many bytes are about to be made: where they do not fit, they are not made.
pub fn reserve(bytes: usize) {
    tick_bytes(bytes);
    if let Some(work) = WORK.get()
        && work.exceeds(i64::try_from(bytes).unwrap_or(i64::MAX))
    {
        resume_unwind(Box::new(Broken::Memory));
    }
}

/// Says that this thread gave bytes away, which somebody else frees.
pub fn handed_over(bytes: usize) {
    if let Some(work) = WORK.get() {
        let bytes = i64::try_from(bytes).unwrap_or(0);
        WORK.set(Some(Work { before: work.before.saturating_add(bytes), ..work }));
    }
}

/// Time and memory that are left to the work of this thread, where they are bounded.
#[must_use]
pub fn deadline() -> Option<Instant> {
    WORK.get().and_then(|work| work.bounds.deadline)
}

impl Work {
    fn exceeds(&self, more: i64) -> bool {
        let limit = i64::try_from(self.bounds.memory).unwrap_or(i64::MAX);
        held().saturating_sub(self.before).saturating_add(more) > limit
    }
}

#[cold]
fn look() {
    LEFT.set(INTERVAL);
    let Some(work) = WORK.get() else { return };
    if work.bounds.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
        resume_unwind(Box::new(Broken::Time));
    }
    if work.exceeds(0) {
        resume_unwind(Box::new(Broken::Memory));
    }
}

/// The bytes that this thread has taken and not given back, as its allocator counts them.
#[cfg(not(target_env = "msvc"))]
fn held() -> i64 {
    use tikv_jemalloc_ctl::thread::{ThreadLocal, allocatedp, deallocatedp};
    type Counter = Option<ThreadLocal<u64>>;
    thread_local! {
        static COUNTERS: (Counter, Counter) = (allocatedp::read().ok(), deallocatedp::read().ok());
    }
    let count = |counter: &Counter| counter.as_ref().map_or(0, |c| i64::try_from(c.get()).unwrap_or(i64::MAX));
    COUNTERS.with(|(taken, given)| count(taken).saturating_sub(count(given)))
}

/// Lets the allocator give memory that nobody holds back to the system within a second, instead of keeping most of it for ten: for a service that lies idle
/// between dear queries. What the allocator refuses stays as it was.
#[cfg(not(target_env = "msvc"))]
pub fn give_back_soon() {
    use tikv_jemalloc_ctl::{Access, AsName, arenas, background_thread};
    const KEPT_MILLISECONDS: isize = 500;
    let decays = [&b"arenas.dirty_decay_ms\0"[..], b"arenas.muzzy_decay_ms\0"];
    let _ = decays.map(|name| name.name().write(KEPT_MILLISECONDS));
    // Those that there are already.
    for arena in 0..arenas::narenas::read().unwrap_or(0) {
        for kind in ["dirty", "muzzy"] {
            let name = format!("arena.{arena}.{kind}_decay_ms\0");
            let _ = name.as_bytes().name().write(KEPT_MILLISECONDS);
        }
    }
    let _ = background_thread::write(true);
}

/// There is nothing to set here.
#[cfg(target_env = "msvc")]
pub fn give_back_soon() {}

/// Nothing counts here: only time is bounded.
#[cfg(target_env = "msvc")]
fn held() -> i64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_without_bounds_runs_to_its_end() {
        assert_eq!(run(Bounds::NONE, || (0..100_000).inspect(|_| tick()).sum::<u64>()), Ok(4_999_950_000));
        tick();
        tick_bytes(usize::MAX);
    }

    #[test]
    #[cfg(not(target_env = "msvc"))]
    fn memory_is_bounded_and_freed() {
        let before = held();
        let ended = run(Bounds { deadline: None, memory: 1 << 20 }, || {
            let mut kept = Vec::new();
            loop {
                kept.push(vec![0_u8; 4096]);
                tick();
            }
        });
        assert_eq!(ended, Err::<(), _>(Broken::Memory));
        assert!(held() - before < 64 * 1024, "{}", held() - before);
        let reserved = run(Bounds { deadline: None, memory: 1 << 20 }, || reserve(1 << 30));
        assert_eq!(reserved, Err(Broken::Memory));
    }

    #[test]
    fn bytes_that_others_free_do_not_count() {
        let ended = run(Bounds { deadline: None, memory: 1 << 20 }, || {
            let mut elsewhere = Vec::new();
            for _ in 0..1000 {
                elsewhere.push(vec![0_u8; 4096]);
                handed_over(4096);
                tick();
            }
            elsewhere.len()
        });
        assert_eq!(ended, Ok(1000));
    }

    #[test]
    fn other_panics_go_on() {
        let ended = std::panic::catch_unwind(|| run(Bounds::NONE, || resume_unwind(Box::new("else"))));
        assert!(ended.is_err());
    }
}
