//! Signals that end the program: the terminal is given back as it was found. Every turn is saved already.

use std::io;

/// From now on, gives the terminal back when the program is told to end.
///
/// # Errors
/// I/O errors of the system, where signals cannot be listened to.
#[cfg(unix)]
pub fn listen() -> io::Result<()> {
    use std::{io::IsTerminal, thread};

    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::{
        consts::{SIGHUP, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };

    let Ok(found) = tcgetattr(io::stdin()) else {
        // No terminal, nothing to give back.
        return Ok(());
    };
    let mut signals = Signals::new([SIGHUP, SIGTERM])?;
    thread::Builder::new().spawn(move || {
        for signal in &mut signals {
            // Nobody is left to tell where any of this fails: the terminal may be gone already.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &found);
            if io::stdout().is_terminal() {
                // The end of bracketed paste, of colours and of a hidden cursor; past the lock on the standard
                // output, which the prompt may hold for ever.
                let _ = rustix::io::write(io::stdout(), b"\x1b[?2004l\x1b[0m\x1b[?25h\r\n");
            }
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

/// Does nothing where there are no such signals.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn listen() -> io::Result<()> {
    Ok(())
}
