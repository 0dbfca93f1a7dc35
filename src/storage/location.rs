//! Where saves are: the folder that was asked for, or the platform's for such things.

use std::path::PathBuf;

use etcetera::{AppStrategy, AppStrategyArgs, HomeDirError, choose_app_strategy};

/// Returns the folder for saves: `asked`, where the player said one, or the platform's data folder for the program.
///
/// # Errors
/// [`HomeDirError`] where the player has no home.
pub fn location(asked: Option<PathBuf>) -> Result<PathBuf, HomeDirError> {
    if let Some(asked) = asked.filter(|asked| !asked.as_os_str().is_empty()) {
        return Ok(asked);
    }
    let strategy = choose_app_strategy(AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "fifteen".to_owned(),
    })?;
    Ok(strategy.data_dir())
}
