//! Files that the binary carries: a changed or new one rebuilds it.

fn main() {
    for folder in ["queries", "ontology", "data/registry", "data/language", "web"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
