//! Reading of files and folders, bounded: the only place where the program meets the file system.

use crate::failure::Failure;
use keyattest::{MAXIMUM_BYTES, MAXIMUM_PARTS, Part};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of one file; never more than a submission may have.
pub fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |problem: &dyn std::fmt::Display| Failure::new(format!("{}: {problem}", path.display()));
    let metadata = fs::metadata(path).map_err(|problem| cannot(&problem))?;
    if metadata.is_dir() {
        return Err(cannot(&"is a folder").hint("name a file"));
    }
    let opened = File::open(path).map_err(|problem| cannot(&problem))?;
    bounded(opened, &path.display().to_string())
}

fn bounded(source: impl Read, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAXIMUM_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes).map_err(|problem| Failure::new(format!("{name}: {problem}")))?;
    if bytes.len() > MAXIMUM_BYTES {
        let hint = "attestation evidence has some kilobytes: is this the right file?";
        return Err(Failure::new(format!("{name}: larger than 16 MiB")).hint(hint));
    }
    Ok(bytes)
}

/// The parts of a submission: files, NAME=FILE, folders, or - for standard input.
pub fn evidence(arguments: &[String]) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    for argument in arguments {
        if argument == "-" {
            parts.push(Part::new("stdin", bounded(io::stdin().lock(), "standard input")?));
            continue;
        }
        let path = Path::new(argument);
        match argument.split_once('=') {
            // A file whose own name has an equals sign is that file.
            Some((role, named)) if !path.exists() => {
                parts.push(Part::new(base_name(Path::new(named)), file(Path::new(named))?).with_role(role));
            }
            _ => {
                let mut left = MAXIMUM_BYTES;
                let found = files(path)?;
                if found.len().saturating_add(parts.len()) > MAXIMUM_PARTS {
                    return Err(too_many(argument));
                }
                for found in found {
                    let name = if path.is_dir() { relative_name(&found, path) } else { base_name(&found) };
                    let bytes = file(&found)?;
                    left = left.checked_sub(bytes.len()).ok_or_else(|| {
                        Failure::new(format!("{argument}: more than 16 MiB of files"))
                            .hint("name the files of the evidence, not the folder around them")
                    })?;
                    parts.push(Part::new(name, bytes));
                }
            }
        }
        let total: usize = parts.iter().map(|part: &Part| part.bytes().len()).sum();
        if total > MAXIMUM_BYTES {
            return Err(Failure::new(format!("{argument}: a submission of more than 16 MiB")));
        }
        if parts.len() > MAXIMUM_PARTS {
            return Err(too_many(argument));
        }
    }
    Ok(parts)
}

fn too_many(argument: &str) -> Failure {
    Failure::new(format!("{argument}: a submission of more than {MAXIMUM_PARTS} files"))
}

/// The file itself, or all files of a folder and of those in it, by name.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    collect(path, 0, &mut found)?;
    Ok(found)
}

fn collect(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let cannot = |problem: &dyn std::fmt::Display| Failure::new(format!("{}: {problem}", path.display()));
    let metadata = fs::metadata(path).map_err(|problem| cannot(&problem))?;
    if !metadata.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    if depth == 8 {
        return Err(cannot(&"more than 8 folders deep"));
    }
    let mut entries = fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>())
        .map_err(|problem| cannot(&problem))?;
    entries.sort();
    for entry in entries.iter().filter(|entry| !base_name(entry).starts_with('.')) {
        collect(entry, depth + 1, found)?;
        if found.len() > MAXIMUM_PARTS {
            return Err(cannot(&"more files than a submission has"));
        }
    }
    if depth == 0 && found.is_empty() {
        return Err(cannot(&"an empty folder"));
    }
    Ok(())
}

/// The last component of a path.
pub fn base_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn relative_name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}
