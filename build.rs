//! Files that the binary carries: a changed or new one rebuilds it. The scripts of the explorer are bundled here from `web/`.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What the bundle is made of.
const WEB: [&str; 7] = [
    "web/build.mjs",
    "web/package.json",
    "web/package-lock.json",
    "web/tsconfig.json",
    "web/style.css",
    "web/icon.svg",
    "web/src",
];

fn main() -> Result<(), String> {
    for path in ["queries", "ontology", "data/registry", "data/language"].iter().chain(&WEB) {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?).join("web");
    copy(&out).map_err(|e| format!("web/ cannot be copied to {}: {e}", out.display()))?;
    // The tests of the pages take their tools from where the bundle was made.
    println!("cargo::rustc-env=RAPPORTEUR_WEB={}", out.display());
    if env::var_os("CARGO_FEATURE_WEB").is_some() {
        bundle(&out)
    } else {
        without_scripts(&out).map_err(|e| format!("the style of the pages cannot be copied: {e}"))
    }
}

/// Copies the sources: nothing is written outside of the target folder.
fn copy(out: &Path) -> io::Result<()> {
    // A source that is no more would be bundled.
    match fs::remove_dir_all(out.join("src")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut waiting: Vec<PathBuf> = WEB.iter().map(PathBuf::from).collect();
    while let Some(path) = waiting.pop() {
        let to = out.join(path.strip_prefix("web").map_err(io::Error::other)?);
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

/// Installs the libraries that the lock file names, unless they are there, and bundles.
fn bundle(out: &Path) -> Result<(), String> {
    let lock = fs::read(out.join("package-lock.json")).map_err(|e| format!("web/package-lock.json: {e}"))?;
    let installed = out.join("node_modules").join(".installed");
    if fs::read(&installed).ok().as_deref() != Some(&lock[..]) {
        // Scripts of packages do not run: what the build needs comes whole.
        run(out, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])?;
        fs::write(&installed, lock).map_err(|e| format!("{}: {e}", installed.display()))?;
    }
    run(out, &["run", "--silent", "build"])
}

fn run(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let without = "or build without the explorer's scripts: cargo build --release --no-default-features";
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(npm).args(arguments).current_dir(folder).output().map_err(|e| {
        format!("the explorer's scripts are built with npm, which does not start ({e}); install Node.js 18 or later, {without}")
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("`npm {}` failed in {}; mend that, {without}\n{said}", arguments.join(" "), folder.display()))
}

/// Without scripts the pages still have their style.
fn without_scripts(out: &Path) -> io::Result<()> {
    let built = out.join("dist");
    match fs::remove_dir_all(&built) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(&built)?;
    for (name, extension) in [("style", "css"), ("icon", "svg")] {
        let contents = fs::read(out.join(name).with_extension(extension))?;
        let mut hasher = DefaultHasher::new();
        hasher.write(&contents);
        fs::write(built.join(format!("{name}-{:016X}.{extension}", hasher.finish())), contents)?;
    }
    Ok(())
}
