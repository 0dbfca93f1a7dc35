//! Lists the story's files, so that the binary carries them.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=story");
    let story =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("story");
    let mut files = Vec::new();
    collect(&story, "", &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for (inside, path) in files {
        let path = path.display().to_string();
        writeln!(list, "    ({inside:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list += "]\n";
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("story.rs"), list)
}

fn collect(folder: &Path, inside: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.is_dir() {
            collect(&path, &format!("{inside}{name}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "ron")
            && !name.starts_with('.')
        {
            files.push((format!("{inside}{name}"), path));
        }
    }
    Ok(())
}
