//! Work shared out between two threads, where there is enough of it.
//!
//! Each takes the next item whenever it is done with one, so that both end at about the same time however late the
//! second one begins.

use std::{
    cmp::Reverse,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// How many bytes of text are worth a second thread: reading fewer takes about as long as starting one.
const WORTH_A_THREAD: usize = 1 << 14;

/// So many items most threads do at the most.
const MOST_DO: usize = 64;

/// Does some work with each item, and returns the results in the order of the items. `weight` says about how many bytes
/// of text an item is worth; the heaviest come first.
pub(crate) fn shared<T: Sync, R: Send>(
    items: &[T],
    weight: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|index| Reverse(weight(&items[*index])));
    let hand_out = |hand: &mut dyn FnMut(usize, usize)| {
        for index in &order {
            hand(*index, weight(&items[*index]));
        }
    };
    let ((), results) = handed(hand_out, |index| work(&items[index]));
    in_order(order.into_iter().zip(results).collect())
}

/// Does some work with each item that `produce` hands out, and begins while it still does. With each item goes about how
/// many bytes of text it is worth. Returns what `produce` returns, and the results in the order of the items.
pub(crate) fn handed<T: Send, R: Send, P>(
    produce: impl FnOnce(&mut dyn FnMut(T, usize)) -> P,
    work: impl Fn(T) -> R + Sync,
) -> (P, Vec<R>) {
    let (sender, receiver) = mpsc::channel();
    let receiver = Mutex::new(receiver);
    let next = || {
        let receiver = receiver.lock().unwrap_or_else(PoisonError::into_inner);
        receiver.recv()
    };
    let done = Mutex::new(Vec::with_capacity(MOST_DO));
    let share = || {
        let mut here = Vec::with_capacity(MOST_DO);
        while let Ok((index, item)) = next() {
            here.push((index, work(item)));
        }
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.append(&mut here);
    };
    // The end of the scope does not wait for all that a thread does when it ends, as joining it would.
    let produced = thread::scope(|scope| {
        let (mut total, mut count, mut is_shared) = (0, 0, false);
        let produced = produce(&mut |item, weight| {
            // The receiver lives longer than this.
            let _ = sender.send((count, item));
            count += 1;
            total += weight;
            if total >= WORTH_A_THREAD && !is_shared {
                is_shared = true;
                scope.spawn(share);
            }
        });
        drop(sender);
        share();
        produced
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    (produced, in_order(done))
}

fn in_order<R>(mut numbered: Vec<(usize, R)>) -> Vec<R> {
    numbered.sort_unstable_by_key(|(index, _)| *index);
    numbered.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::panic;

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

    #[test]
    fn what_fails_on_either_side_fails_whole() {
        let fail = |at: usize| {
            let hand_out = |hand: &mut dyn FnMut(usize, usize)| {
                for item in 0..100 {
                    assert!(item != at);
                    hand(item, WORTH_A_THREAD);
                }
            };
            handed(hand_out, |item| assert!(item + 200 != at))
        };
        for at in [0, 50, 99, 200, 250, 299] {
            let failed = panic::catch_unwind(|| fail(at));
            assert!(failed.is_err(), "{at}");
        }
        assert_eq!(fail(usize::MAX).1.len(), 100);
    }
}
