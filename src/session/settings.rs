//! What a player has set, for all stories: `key = value`, one a line.

use std::{collections::BTreeMap, fmt};

/// The settings. A key that this version does not know is kept for the one that does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Reads settings. Lines that are none are passed over: no setting is worth a refusal.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('='));
        Self(
            pairs
                .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
                .collect(),
        )
    }

    /// Returns what `key` is set to.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Tells whether `key` is set to `on`.
    #[must_use]
    pub fn is_on(&self, key: &str) -> bool {
        self.get(key) == Some("on")
    }

    /// Sets `key`. Neither part may hold a line's end, nor the key a `=`: such signs are left out.
    pub fn set(&mut self, key: &str, value: &str) {
        let clean = |text: &str| -> String {
            let signs = text.chars().filter(|sign| !sign.is_control());
            signs.collect::<String>().trim().to_owned()
        };
        self.0.insert(clean(&key.replace('=', "")), clean(value));
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "# What was set in play; changing it here works too."
        )?;
        self.0
            .iter()
            .try_for_each(|(key, value)| writeln!(formatter, "{key} = {value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_read_back_and_what_is_unknown_is_kept() {
        let mut settings = Settings::parse(b"plain = off\n# a remark\nnonsense\nlater=a thing\r\n");
        settings.set("plain", "on");
        settings.set("wi=dth", "40\n\u{1b}");
        assert_eq!(Settings::parse(settings.to_string().as_bytes()), settings);
        assert!(settings.is_on("plain"));
        assert_eq!(settings.get("later"), Some("a thing"));
        assert_eq!(settings.get("width"), Some("40"));
    }
}
