//! Work on two threads, where there is enough of it.

/// How many bytes of text are worth a second thread: reading fewer takes about as long as starting one.
const WORTH_A_THREAD: usize = 1 << 14;

/// Does the same work on the first and on the second half of some items, as they weigh in bytes of text, both at once.
pub(super) fn halves<T: Sync, R: Send>(
    items: &[T],
    weight: impl Fn(&T) -> usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> [R; 2] {
    let total: usize = items.iter().map(&weight).sum();
    let mut before = 0;
    let middle = items.iter().position(|item| {
        before += weight(item);
        before > total / 2
    });
    let (early, late) = items.split_at(middle.unwrap_or(0));
    if total < WORTH_A_THREAD {
        return [work(early), work(late)];
    }
    std::thread::scope(|scope| {
        let late = scope.spawn(|| work(late));
        let early = work(early);
        match late.join() {
            Ok(late) => [early, late],
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
