//! Dependencies between modules: a module uses only those before it in this list, and the files of a folder use each other
//! in no circle. `ARCHITECTURE.md` describes each module.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `src`, lowest first.
const ORDER: [&str; 23] = [
    "varint", "bounded", "locale", "markup", "pipeline", "text", "time", "page", "record", "extract", "table", "label",
    "calibration", "counts", "relevance", "model", "train", "score", "evaluate", "export", "workflow", "serve", "cli",
];
/// Files of `src` that may use every module.
const ROOTS: [&str; 3] = ["lib", "main", "internals"];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file without comments and without its tests, which may use everything.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules that a file uses by `crate::name`.
fn used(source: &str) -> BTreeSet<String> {
    code(source)
        .split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect())
        .collect()
}

/// The paths of a file, such as `super::tokens::Who`, those in the braces of a `use` written out.
fn paths(source: &str) -> Vec<String> {
    let mut code = code(source);
    let is_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    // From the last, which has none inside.
    while let Some(brace) = code.rfind("::{") {
        let begin = code[..brace].trim_end_matches(is_path).len();
        let end = brace + code[brace..].find('}').expect("a closing brace");
        let items = code[brace + "::{".len()..end].split(',').filter(|item| !item.trim().is_empty());
        let items: Vec<String> = items.map(|item| format!("{}::{}", &code[begin..brace], item.trim())).collect();
        code.replace_range(begin..=end, &items.join(", "));
    }
    code.split(|letter| !is_path(letter)).filter(|word| word.contains("::")).map(String::from).collect()
}

/// For each submodule of the folder of a `mod.rs` the others that it uses: by their names, or by names that the `mod.rs`
/// re-exports from them. What the `mod.rs` itself declares may be used by all.
fn arrows_in(folder: &Path, src: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let read = |file: &Path| paths(&fs::read_to_string(file).expect("a source file"));
    let submodule = |file: &Path| {
        let first = file.strip_prefix(folder).expect("in the folder").iter().next().expect("a name");
        first.to_string_lossy().replace(".rs", "")
    };
    let mut files = Vec::new();
    rust_files(folder, &mut files);
    files.retain(|file| *file != folder.join("mod.rs") && !file.ends_with("tests.rs"));
    let mut arrows: BTreeMap<String, BTreeSet<String>> =
        files.iter().map(|file| (submodule(file), BTreeSet::new())).collect();
    let mut owners: BTreeMap<String, String> = arrows.keys().map(|name| (name.clone(), name.clone())).collect();
    for path in read(&folder.join("mod.rs")) {
        if let Some((owner, name)) = path.split_once("::").filter(|(owner, _)| arrows.contains_key(*owner)) {
            owners.entry(name.rsplit("::").next().expect("a name").to_string()).or_insert(owner.to_string());
        }
    }
    let absolute = format!("crate::{}::", folder.strip_prefix(src).expect("under src").display()).replace('/', "::");
    for file in &files {
        let depth = file.strip_prefix(folder).expect("in the folder").iter().count();
        let relative = "super::".repeat(depth - usize::from(file.ends_with("mod.rs")));
        for path in read(file) {
            let inside = path.strip_prefix(&absolute).or(path.strip_prefix(&relative));
            let owner = inside.and_then(|inside| owners.get(inside.split("::").next()?));
            arrows.get_mut(&submodule(file)).expect("a submodule").extend(owner.cloned());
        }
    }
    arrows
}

#[test]
fn files_of_a_folder_use_each_other_in_no_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    for folder in files.iter().filter(|file| file.ends_with("mod.rs")).filter_map(|file| file.parent()) {
        let arrows = arrows_in(folder, &src);
        let leads_back = |from: &str, to: &str| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(next) = open.pop() {
                open.extend(arrows[next].iter().map(String::as_str).filter(|name| seen.insert(*name)));
            }
            seen.contains(to)
        };
        for (from, uses) in &arrows {
            let circles = uses.iter().filter(|to| *to != from && leads_back(to, from));
            wrong.extend(circles.map(|to| format!("{}: {from} → {to}", folder.display())));
        }
    }
    assert!(wrong.is_empty(), "arrows that lead back to where they begin:\n{}", wrong.join("\n"));
}

#[test]
fn a_module_uses_only_modules_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        let inside = file.strip_prefix(&src).expect("under src");
        let module = inside.iter().next().expect("a name").to_string_lossy().replace(".rs", "");
        if ROOTS.contains(&module.as_str()) {
            continue;
        }
        let place = ORDER.iter().position(|name| *name == module);
        let place = place.unwrap_or_else(|| panic!("{module} has no place in the order; give it one here"));
        seen.insert(ORDER[place]);
        for other in used(&fs::read_to_string(&file).expect("a source file")) {
            match ORDER.iter().position(|name| *name == other) {
                Some(below) if below <= place => {}
                _ => wrong.push(format!("{}: crate::{other}", inside.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that go up:\n{}", wrong.join("\n"));
    assert_eq!(seen.len(), ORDER.len(), "a module of the order is gone");
}

/// Its remedies are for any caller; `cli/remedy.rs` puts the options in. The server is started by its command alone.
#[test]
fn the_library_names_no_options_of_the_program() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| ["cli", "serve"].iter().all(|module| !file.starts_with(src.join(module)))) {
        let source = code(&fs::read_to_string(file).expect("a source file")).replace("cargo install --features", "");
        let names = |line: &&str| [" --", "(--"].iter().any(|mark| line.contains(mark));
        wrong.extend(source.lines().filter(names).map(|line| format!("{}: {}", file.display(), line.trim())));
    }
    assert!(wrong.is_empty(), "options of the program:\n{}", wrong.join("\n"));
}

#[test]
fn architecture_md_names_every_module() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).expect("the page");
    for module in ORDER {
        assert!(page.contains(&format!("`{module}`")), "ARCHITECTURE.md does not name {module}");
    }
}

/// The packages of `Cargo.lock`: name, version and dependencies of each.
fn locked() -> Vec<(String, String, Vec<String>)> {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("a lock file");
    let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_string();
    lock.split("[[package]]")
        .skip(1)
        .map(|package| {
            let field = |name: &str| {
                let line = package.lines().find(|line| line.starts_with(&format!("{name} = ")));
                line.map(value).unwrap_or_default()
            };
            let dependencies =
                package.split_once("dependencies = [").map_or("", |(_, rest)| rest.split(']').next().unwrap());
            let names = dependencies.lines().map(value).filter(|name| !name.is_empty()).collect();
            (field("name"), field("version"), names)
        })
        .collect()
}

#[test]
fn the_notices_name_the_crates_of_the_lock_file() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("a manifest");
    let normal: String = manifest
        .split("\n[")
        .filter(|section| {
            section.starts_with("dependencies]")
                || section.contains(".dependencies]\n") && !section.starts_with("workspace")
        })
        .collect();
    let is_direct = |name: &str| normal.lines().any(|line| line.split([' ', '=']).next() == Some(name));
    let packages = locked();
    let find = |name: &str| {
        let (name, version) = name.split_once(' ').unwrap_or((name, ""));
        let is_it = |package: &&(String, String, Vec<String>)| {
            package.0 == name && (version.is_empty() || package.1 == version)
        };
        packages.iter().find(is_it).expect("a locked dependency")
    };
    let mut todo: Vec<_> = find("mushrif")
        .2
        .iter()
        .filter(|name| is_direct(name.split(' ').next().unwrap()))
        .map(|name| find(name))
        .collect();
    let mut expected = BTreeSet::new();
    while let Some((name, version, dependencies)) = todo.pop() {
        if expected.insert(format!("{name} {version}")) {
            todo.extend(dependencies.iter().map(|name| find(name)));
        }
    }
    let notices =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("THIRD-PARTY-NOTICES")).expect("notices");
    let listed = notices.split_once("\nCrates\n").unwrap().1.split_once("\nTexts\n").unwrap().0;
    let is_crate = |line: &&str| {
        line.split_once(' ').is_some_and(|(_, version)| version.starts_with(|first: char| first.is_ascii_digit()))
    };
    let named: BTreeSet<String> =
        listed.lines().filter(is_crate).map(|line| line.split(": ").next().unwrap().to_string()).collect();
    let missing: Vec<_> = expected.difference(&named).chain(named.difference(&expected)).collect();
    assert!(missing.is_empty(), "python3 .ci/notices.py writes THIRD-PARTY-NOTICES anew; they differ in {missing:?}");
}
