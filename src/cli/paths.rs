//! The paths of a run, and the rule over all of them: nothing that is written is also read, or written twice.
//!
//! The rule is applied to what the command line was parsed to, before any command runs, by the types of its arguments:
//! one of type [`OutputPath`] is written, one of type `PathBuf` is read, standard input too, and standard output is
//! written where no output is named. Outputs are opened from an [`OutputPath`] alone, so that no command escapes the
//! rule. Two arguments may name one file where it is read whole before it is replaced: see [`REPLACED`].

use anyhow::{Context, bail};
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// Commands whose `-o` may be the file of one of their inputs: the command and the input.
const REPLACED: [(&str, &str); 2] = [("retrain", "model"), ("calibrate", "model")];

/// The longest chain of links that is followed, as Linux does.
const LINKS: usize = 40;

/// A path that a command writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutputPath(PathBuf);

impl From<OsString> for OutputPath {
    fn from(path: OsString) -> Self {
        Self(path.into())
    }
}

impl Deref for OutputPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl OutputPath {
    /// The open file of this process that the path names, by its number: 1 for `-` and `/dev/stdout`.
    pub(super) fn descriptor(&self) -> Option<u32> {
        if self.as_os_str() == "-" {
            return Some(1);
        }
        let own = [PathBuf::from("/dev/fd"), PathBuf::from(format!("/proc/{}/fd", std::process::id()))];
        let mut path = self.0.clone();
        for _ in 0..LINKS {
            let folder = folder(&path).canonicalize().ok()?;
            if own.contains(&folder) {
                return path.file_name()?.to_str()?.parse().ok();
            }
            path = folder.join(std::fs::read_link(&path).ok()?);
        }
        None
    }

    /// The file that is written: what a link points to, which may not exist yet.
    pub(super) fn target(&self) -> PathBuf {
        target(&self.0)
    }

    /// Refuses what could not be written at the end of the run.
    fn check(&self) -> anyhow::Result<()> {
        if self.descriptor().is_some() {
            return Ok(());
        }
        let name = self.display();
        let written = self.as_os_str().to_string_lossy();
        if self.is_dir() || self.file_name().is_none() || written.ends_with(['/', std::path::MAIN_SEPARATOR]) {
            bail!("{name}: a folder; name a file");
        }
        match std::fs::metadata(&self.0) {
            Ok(found) if found.is_file() && !is_writable(&found) => {
                bail!("{name}: cannot be written: it is write-protected; name another file, or chmod u+w it")
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = folder(&self.target()).to_path_buf();
                if !folder.is_dir() {
                    bail!("{name}: cannot be written: there is no folder {}", folder.display());
                }
            }
            Err(error) => return Err(error).with_context(|| format!("{name}: cannot be written")),
        }
        Ok(())
    }
}

/// The folder that a file is in.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path behind the links of a path.
fn target(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        let Ok(link) = std::fs::read_link(&path) else { break };
        path = folder(&path).join(link);
    }
    path
}

#[cfg(unix)]
fn is_writable(found: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // By its mode: the superuser could write it all the same, and its owner did not want that.
    found.permissions().mode() & 0o200 != 0
}

#[cfg(not(unix))]
fn is_writable(found: &Metadata) -> bool {
    !found.permissions().readonly()
}

/// What makes two paths one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// The device and inode of a file that exists, by whatever path, link or hard link it is named.
    #[cfg(unix)]
    Inode(u64, u64),
    /// The canonical path of a file that exists.
    #[cfg(not(unix))]
    Path(PathBuf),
    /// The folder in which a file will stand, and its name.
    Absent(Box<Identity>, OsString),
}

impl Identity {
    /// The identity of a path; `None` for a terminal and other devices, and where no file can stand.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match std::fs::metadata(path) {
            Ok(found) if is_device(&found) => None,
            Ok(found) => Self::of_existing(path, &found),
            Err(_) => {
                let target = target(path);
                let name = target.file_name()?;
                let folder = folder(&target);
                let folder = Self::of_existing(folder, &std::fs::metadata(folder).ok()?)?;
                // File systems there know no difference of case.
                let name =
                    if cfg!(any(windows, target_os = "macos")) { name.to_ascii_lowercase() } else { name.into() };
                Some(Self::Absent(Box::new(folder), name))
            }
        }
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it may be unknown")]
    fn of_existing(_: &Path, found: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self::Inode(found.dev(), found.ino()))
    }

    #[cfg(not(unix))]
    fn of_existing(path: &Path, _: &Metadata) -> Option<Self> {
        path.canonicalize().ok().map(Self::Path)
    }

    /// The identity of the file that standard input or output is; `None` where it is a terminal, a pipe or a device.
    #[cfg(unix)]
    fn of_stream(stream: std::os::fd::BorrowedFd<'_>) -> Option<Self> {
        let found = std::fs::File::from(stream.try_clone_to_owned().ok()?).metadata().ok()?;
        found.is_file().then(|| Self::of_existing(Path::new(""), &found))?
    }

    fn of_standard_input() -> Option<Self> {
        #[cfg(unix)]
        return Self::of_stream(std::os::fd::AsFd::as_fd(&io::stdin()));
        #[cfg(not(unix))]
        None
    }

    /// The identity of the file that standard output goes to, if it is a file.
    pub(super) fn of_standard_output() -> Option<Self> {
        #[cfg(unix)]
        return Self::of_stream(std::os::fd::AsFd::as_fd(&io::stdout()));
        #[cfg(not(unix))]
        None
    }

    /// The identity of an output; of none, that of standard output.
    pub(super) fn of_output(output: Option<&OutputPath>) -> Option<Self> {
        match output {
            Some(output) if output.descriptor() != Some(1) => Self::of(output),
            _ => Self::of_standard_output(),
        }
    }
}

#[cfg(unix)]
fn is_device(found: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&found.file_type())
}

#[cfg(not(unix))]
fn is_device(found: &Metadata) -> bool {
    !found.is_file() && !found.is_dir()
}

/// A path of a run.
struct Named {
    /// The argument's identifier.
    id: String,
    /// What the argument is called: `--model`, `-o`, LABELS.
    argument: String,
    /// The path as it was given.
    path: String,
    identity: Identity,
}

/// Checks all paths of a run: see the rule of this module.
///
/// # Errors
/// Names the file, the two arguments and the remedy.
pub(super) fn check(program: &Command, matches: &ArgMatches) -> anyhow::Result<()> {
    let (mut command, mut matches, mut inputs, mut outputs) = (program, matches, Vec::new(), Vec::new());
    let mut is_standard_output = true;
    loop {
        for id in matches.ids().map(clap::Id::as_str) {
            let argument = || called(command, id);
            if let Ok(Some(paths)) = matches.try_get_many::<PathBuf>(id) {
                for path in paths.filter(|path| path.as_os_str() != "-") {
                    inputs.extend(named(id, argument(), path, Identity::of(path)));
                }
            }
            if let Ok(Some(paths)) = matches.try_get_many::<OutputPath>(id) {
                for path in paths {
                    path.check()?;
                    is_standard_output = false;
                    outputs.extend(named(id, argument(), path, Identity::of_output(Some(path))));
                }
            }
        }
        let Some((name, inner)) = matches.subcommand() else { break };
        let Some(found) = command.find_subcommand(name) else { break };
        (command, matches) = (found, inner);
    }
    inputs.extend(named("", "standard input".into(), Path::new("-"), Identity::of_standard_input()));
    if is_standard_output {
        outputs.extend(named("", "standard output".into(), Path::new("-"), Identity::of_standard_output()));
    }
    for (index, output) in outputs.iter().enumerate() {
        let (path, written) = (&output.path, &output.argument);
        if let Some(other) = outputs[..index].iter().find(|other| other.identity == output.identity) {
            bail!("{path}: written as {} and as {written}; name another file with {written}", other.argument);
        }
        let may_replace =
            |input: &Named| output.id == "output" && REPLACED.contains(&(command.get_name(), input.id.as_str()));
        let read = inputs.iter().find(|input| input.identity == output.identity && !may_replace(input));
        match read {
            Some(input) if path == "-" => {
                bail!("{}: both read and written, as standard output; write to another file", input.path)
            }
            Some(input) => {
                let read = &input.argument;
                bail!("{path}: both read ({read}) and written ({written}); name another file with {written}")
            }
            None => {}
        }
    }
    Ok(())
}

fn named(id: &str, argument: String, path: &Path, identity: Option<Identity>) -> Option<Named> {
    Some(Named { id: id.into(), argument, path: path.display().to_string(), identity: identity? })
}

/// What an argument is called in messages.
fn called(command: &Command, id: &str) -> String {
    let Some(argument) = command.get_arguments().find(|argument| argument.get_id() == id) else { return id.into() };
    match (argument.get_long(), argument.get_short(), argument.get_value_names()) {
        (Some(long), ..) => format!("--{long}"),
        (None, Some(short), _) => format!("-{short}"),
        (None, None, Some([name, ..])) => name.to_string(),
        (None, None, _) => id.to_uppercase(),
    }
}
