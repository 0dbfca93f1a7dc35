//! Work shared out between two threads, where there is enough of it.
//!
//! Each takes the next item whenever it is done with one, the heaviest first, so that both end at about the same time
//! however late the second one begins.

use std::{
    cmp::Reverse,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How many bytes of text are worth a second thread: reading fewer takes about as long as starting one.
const WORTH_A_THREAD: usize = 1 << 14;

/// Does some work with each item, and returns the results in the order of the items. `weight` says about how many bytes
/// of text an item is worth.
pub(crate) fn shared<T: Sync, R: Send>(
    items: &[T],
    weight: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let total: usize = items.iter().map(&weight).sum();
    if total < WORTH_A_THREAD {
        return items.iter().map(work).collect();
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|index| Reverse(weight(&items[*index])));
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::with_capacity(items.len());
        while let Some(index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*index, work(&items[*index])));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let other = scope.spawn(share);
        let mut done = share();
        match other.join() {
            Ok(others) => done.extend(others),
            Err(panic) => panic::resume_unwind(panic),
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).map(|item| item * 7919 % 1000).collect();
        for weight in [0, 1, WORTH_A_THREAD] {
            let doubled = shared(&items, |item| item * weight, |item| item * 2);
            let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(doubled, expected);
        }
        let none = shared(&[], |()| 0, |()| 0);
        assert!(none.is_empty());
    }
}
