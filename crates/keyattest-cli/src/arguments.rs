//! The command line.

use crate::help;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Is this private key generated in, managed inside, and unable to leave, a hardware module?
#[derive(Debug, Parser)]
#[command(name = "keyattest", version, arg_required_else_help = true, max_term_width = 100, after_help = help::PROGRAM)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Verify key attestation evidence and appraise it by a policy
    #[command(after_help = help::VERIFY)]
    Verify(Box<Verify>),
    /// Decode evidence, certificates, requests or keys without trust
    #[command(after_help = help::INSPECT)]
    Inspect(Inspect),
    /// Say what evidence is, why, and what it lacks
    #[command(after_help = help::DETECT)]
    Detect(Detect),
    /// List the formats of evidence that are understood
    #[command(after_help = help::FORMATS)]
    Formats(Listing),
    /// Say which modules can attest a key, and what to accept where none can
    #[command(after_help = help::CATALOGUE)]
    Catalogue(Catalogue),
    /// Show trust anchors, and check files of your own
    #[command(subcommand, after_help = help::ANCHORS)]
    Anchors(Anchors),
    /// Show and explain appraisal policies, and check your own
    #[command(subcommand, after_help = help::POLICY)]
    Policy(Policies),
    /// Make evidence that is nobody's, right or wrong in one named way
    #[command(after_help = help::SIMULATE)]
    Simulate(Box<Simulate>),
    /// Write completions for a shell to standard output
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write a manual page for the program and each command
    #[command(after_help = help::MAN)]
    Man {
        /// Folder for the pages; it is made where it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Options of `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Format of the evidence
    #[arg(value_name = "FORMAT", required_unless_present_any = ["list", "all"])]
    pub format: Option<String>,
    /// Folder for the case; it is made where it is not there, and files of the same names are replaced
    #[arg(long, value_name = "DIR", required_unless_present = "list", conflicts_with = "list")]
    pub out: Option<PathBuf>,
    /// List the ways to be wrong, the carriers and the claims that can be chosen
    #[arg(long, conflicts_with = "all")]
    pub list: bool,
    /// Make every case: right once and in every carrier, and wrong in every way
    #[arg(long)]
    pub all: bool,
    /// Key to attest: a private key (PEM, PKCS#8), for which a request is made; or the subject itself, a
    /// request, public key or certificate [default: a fixed TEST key]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "all"])]
    pub key: Option<PathBuf>,
    /// Choose a claim; repeat
    #[arg(long, value_name = "NAME=VALUE", conflicts_with_all = ["list", "all"])]
    pub claim: Vec<String>,
    /// Challenge that the evidence carries, where its format has one
    #[arg(long, value_name = "HEX", conflicts_with_all = ["list", "all"])]
    pub nonce: Option<String>,
    /// Time for which the evidence is made [default: 2026-06-01T00:00:00Z]
    #[arg(long, value_name = "RFC3339", conflicts_with_all = ["list", "all"])]
    pub at: Option<String>,
    /// Way to be wrong
    #[arg(long, value_name = "WAY", conflicts_with_all = ["list", "all"])]
    pub wrong: Option<String>,
    /// What the evidence travels in [default: the format's usual carrier]
    #[arg(long, value_name = "CARRIER", conflicts_with_all = ["list", "all"])]
    pub carrier: Option<String>,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// A report for people.
    Text,
    /// The result as one JSON object.
    Json,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Files of one submission: FILE, NAME=FILE for a named part, a folder, an archive, or - for standard input
    #[arg(value_name = "EVIDENCE", required = true)]
    pub evidence: Vec<String>,
    /// Request, certificate or public key (PEM, DER, or an OpenSSH public key line) that the evidence must be for
    #[arg(long, value_name = "FILE")]
    pub subject: Option<PathBuf>,
    /// Challenge that the evidence must be bound to
    #[arg(long, value_name = "HEX")]
    pub nonce: Option<String>,
    /// Time of appraisal: validity, revocation and policy [default: now]
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<String>,
    /// Time at which the evidence came in: certificates are judged then, the rest at --at [default: --at]
    #[arg(long, value_name = "RFC3339")]
    pub received_at: Option<String>,
    /// More anchors: certificates, public keys or anchor tables; a file or a folder
    #[arg(long, value_name = "PATH")]
    pub anchors: Vec<PathBuf>,
    /// Do without the built-in anchors
    #[arg(long)]
    pub only_anchors: bool,
    /// Certificates to complete chains; a file or a folder
    #[arg(long, value_name = "PATH")]
    pub intermediates: Vec<PathBuf>,
    /// Accept this attestation key itself, as after an enrolment
    #[arg(long, value_name = "FILE")]
    pub attestation_key: Vec<PathBuf>,
    /// Certificate revocation list
    #[arg(long, value_name = "FILE")]
    pub crl: Vec<PathBuf>,
    /// Status list of attestation certificates
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
    /// FIDO metadata
    #[arg(long, value_name = "FILE")]
    pub mds: Vec<PathBuf>,
    /// Format of the evidence [default: detected]
    #[arg(long, value_name = "ID")]
    pub format: Option<String>,
    /// Appraisal policy: the id of a built-in one, a file, or `none`
    #[arg(long, value_name = "ID|FILE", default_value = "hardware-key")]
    pub policy: String,
    /// Allow a tolerance that is off by default: sha1-signature
    #[arg(long, value_name = "TOLERANCE")]
    pub allow: Vec<String>,
    /// What is known besides, as resource-name=… or client-data-hash=raw
    #[arg(long, value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// More advisories on modules and keys
    #[arg(long, value_name = "FILE")]
    pub advisories: Vec<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub output: Output,
}

/// Options of `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// Files of one submission: FILE, NAME=FILE for a named part, a folder, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// Read them as this format [default: detected]
    #[arg(long, value_name = "ID")]
    pub format: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub output: Output,
}

/// Options of `detect`.
#[derive(Debug, Args)]
pub struct Detect {
    /// Files of one submission: FILE, NAME=FILE for a named part, a folder, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub output: Output,
}

/// Options of listings.
#[derive(Debug, Args)]
pub struct Listing {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub output: Output,
}

/// How the catalogue is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CatalogueOutput {
    /// A table for people.
    Table,
    /// JSON.
    Json,
    /// Markdown, the whole catalogue.
    Markdown,
}

/// Options of `catalogue`.
#[derive(Debug, Args)]
pub struct Catalogue {
    /// Words that vendor, model or format must have
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = CatalogueOutput::Table)]
    pub output: CatalogueOutput,
}

/// Commands on anchors.
#[derive(Debug, Subcommand)]
pub enum Anchors {
    /// List the built-in anchors
    List(Listing),
    /// Show one anchor
    Show {
        /// Id of the anchor, as `thales/luna-rsa`
        id: String,
        /// How it is written
        #[arg(long, value_enum, default_value_t = Output::Text)]
        output: Output,
    },
    /// Check a file for --anchors: certificates, public keys or a table
    Check {
        /// The file
        file: PathBuf,
    },
}

/// Commands on policies.
#[derive(Debug, Subcommand)]
pub enum Policies {
    /// List the built-in policies
    List(Listing),
    /// Show the file of a policy: an example of the language
    Show {
        /// Id of the policy
        id: String,
    },
    /// Say in plain sentences what a policy asks
    Explain {
        /// Id of a built-in policy, or a file
        #[arg(value_name = "ID|FILE")]
        policy: String,
    },
    /// Check a policy of your own
    Check {
        /// The file
        file: PathBuf,
    },
}
