//! `keyattest completions` and `keyattest man`: from the same description of the command line as `--help`.

use crate::arguments::Arguments;
use crate::failure::{Answer, Failure};
use clap::CommandFactory;
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::path::Path;

pub fn shell(shell: Shell) -> Answer {
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), "keyattest", &mut script);
    Ok((String::from_utf8_lossy(&script).into_owned(), 0))
}

/// One page for the program, one for each command and for each command of these.
pub fn manual(folder: &Path) -> Answer {
    let cannot = |problem: std::io::Error| Failure::new(format!("{}: {problem}", folder.display()));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut written = Vec::new();
    pages(Arguments::command(), "keyattest", folder, &mut written).map_err(cannot)?;
    Ok((written.join("\n") + "\n", 0))
}

fn pages(command: clap::Command, name: &str, folder: &Path, written: &mut Vec<String>) -> std::io::Result<()> {
    let command = command.display_name(name).bin_name(name.replace('-', " "));
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    let path = folder.join(format!("{name}.1"));
    std::fs::write(&path, page)?;
    written.push(path.display().to_string());
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        pages(inner.clone(), &format!("{name}-{}", inner.get_name()), folder, written)?;
    }
    Ok(())
}
