//! How many frames a second the graph view shows at 10,000 nodes and 20,000 links: `graph-view.ts` drags and zooms it in Chromium, in the page of a service whose
//! feed it replaces. What draws is a program in place of a graphics card, unless `CHROMIUM_ARGUMENTS` says else; so measure on a machine that does nothing else.

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::Path;
use std::process::Command;
use support::browser::{WEB, chromium};
use support::served::Server;
use support::{ingest_all, samples};

fn main() -> Result<(), Box<dyn Error>> {
    // The client wants one, though nothing here is encrypted; where there is one already, that will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let web = Path::new(WEB);
    let browser = match chromium() {
        Ok(browser) => browser,
        Err(why) => {
            println!("passed over: {why}");
            return Ok(());
        }
    };
    let folder = tempfile::tempdir()?;
    ingest_all(folder.path(), &[samples()]);
    let server = Server::over(folder.path(), &[]);
    // Beside the libraries that it uses.
    let script = web.join("graph-view.mjs");
    let bundled = Command::new("node_modules/.bin/esbuild")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/graph-view.ts"))
        .args(["--bundle", "--platform=node", "--format=esm", "--packages=external", "--log-level=warning"])
        .arg(format!("--outfile={}", script.display()))
        .current_dir(web)
        .status()?;
    let mut measure = Command::new("node");
    measure.arg(&script).current_dir(web);
    measure.env("RAPPORTEUR", format!("http://{}", server.address)).env("CHROMIUM", browser);
    if bundled.success() && measure.status()?.success() { Ok(()) } else { Err("the measurement failed".into()) }
}
