//! How far a proof may go on this machine.

use std::fs;

use crate::explore::Limits;

/// Returns limits with so many states, or with as many as by default, that keep to the memory which the system has to give:
/// it would end a program that takes all. Sets of states and what is counted of them keep to the limit each, and a third
/// is left.
pub fn limits(states: Option<u64>) -> Limits {
    let limits = Limits::with_states(states);
    let available = [in_system(), in_group()].into_iter().flatten().min();
    let memory = available.map_or(limits.memory, |bytes| limits.memory.min(bytes / 3));
    Limits { memory, ..limits }
}

/// Returns how many bytes the system has to give (`man 5 proc_meminfo`); `None` where it does not say.
fn in_system() -> Option<u64> {
    available(&fs::read_to_string("/proc/meminfo").ok()?)
}

fn available(memory: &str) -> Option<u64> {
    let line = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Returns how many bytes the group that this program is in may take, as a container is one (Linux, "Control Group v2", and
/// "Memory Resource Controller" for v1); `None` where there is no bound. What it takes already is mostly files that it can
/// do without.
fn in_group() -> Option<u64> {
    let files = ["memory.max", "memory/memory.limit_in_bytes"];
    let bound = |file: &str| -> Option<u64> {
        let most = fs::read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?;
        most.trim().parse().ok()
    };
    files.into_iter().filter_map(bound).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_has_to_give_is_read_in_kibibytes() {
        let told = "MemTotal:       24636328 kB\nMemFree:  1 kB\nMemAvailable:   23000000 kB\n";
        assert_eq!(available(told), Some(23_552_000_000));
        assert_eq!(available("MemTotal: 5 kB\n"), None);
        assert_eq!(available("MemAvailable: much\n"), None);
    }

    #[test]
    fn no_more_is_taken_than_without_a_bound() {
        let (own, most) = (limits(Some(7)), Limits::with_states(Some(7)));
        assert_eq!(own.states, most.states);
        assert!(own.memory <= most.memory);
    }
}
