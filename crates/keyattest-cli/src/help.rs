//! Examples and exit statuses that stand below the options in `--help`, one text a command.

pub const PROGRAM: &str = "\
Examples:
  keyattest detect evidence/                                  what is this, and is it complete?
  keyattest verify --subject request.csr confirmation.p7b     may I believe this key?
  keyattest inspect confirmation.p7b                          what stands in it?

`keyattest COMMAND --help` has examples of each command.
Results go to standard output, messages to standard error.";

pub const VERIFY: &str = "\
Exit status:
  0  affirming (with --policy none: verified)
  1  contraindicated: refused, and why
  2  could not run: usage, or a file that can not be read
  3  warning: verified, but something that the policy requires is unproven

Examples:
  A confirmation of a Luna HSM, for the key of a request:
    keyattest verify --subject request.csr confirmation.p7b
  Three files are one submission; a folder is, too:
    keyattest verify --subject request.csr key.xml key.sig chain.pem
    keyattest verify --subject request.csr submission/
  Evidence that must be fresh, a result for machines:
    keyattest verify --nonce 00112233445566778899aabbccddeeff --output json evidence/
  As of the day on which it came in:
    keyattest verify --at 2024-07-18T00:00:00Z confirmation.p7b
  Only your own root, and no appraisal:
    keyattest verify --only-anchors --anchors root.pem --policy none confirmation.p7b";

pub const INSPECT: &str = "\
Nothing that is shown is verified. What is of no known format, or can not be read as its format, is
decoded as what it is: PEM, certificates, requests, keys, and else ASN.1. On the left stand the first
byte of each thing and the first behind it.

Examples:
  keyattest inspect confirmation.p7b
  keyattest inspect --format securosys-attestation key.xml key.sig chain.pem
  keyattest inspect --output json request.csr
  openssl x509 -in leaf.pem -outform der | keyattest inspect -";

pub const DETECT: &str = "\
Exit status:
  0  of a known format
  1  of none
  2  could not run

Examples:
  keyattest detect confirmation.p7b
  keyattest detect --output json submission/";

pub const FORMATS: &str = "\
Examples:
  keyattest formats
  keyattest formats --output json      with the checks, the carriers and what is not told";

pub const CATALOGUE: &str = "\
Examples:
  keyattest catalogue                  all modules
  keyattest catalogue luna             those whose vendor, model or format has the word
  keyattest catalogue --output json";

pub const ANCHORS: &str = "\
Exit status of check:
  0  it can be used
  1  it is wrong, and where
  2  could not run

Examples:
  keyattest anchors list
  keyattest anchors show thales/luna-rsa
  keyattest anchors check our-roots.toml";

pub const POLICY: &str = "\
Exit status of check:
  0  it can be used
  1  it is wrong, and where
  2  could not run

Examples:
  keyattest policy explain hardware-key
  keyattest policy show hardware-key > ours.toml      to begin with
  keyattest policy check ours.toml
  keyattest verify --policy ours.toml --subject request.csr confirmation.p7b";

pub const SIMULATE: &str = "\
What is made is a folder with the evidence, the request, the root of a synthetic vendor, and case.toml,
which says what must come of it. The vendor's private keys are published: trust it nowhere but in tests.

Examples:
  What a Luna HSM would confirm of your own key, and the same for another key than the request's:
    keyattest simulate luna-pkc --key key.pem --out right/
    keyattest simulate luna-pkc --key key.pem --wrong subject-other --out wrong/
  What can be chosen, and what can be wrong:
    keyattest simulate --list luna-pkc
  Everything, for a test of your own:
    keyattest simulate --all --out cases/";

pub const COMPLETIONS: &str = "\
Examples:
  keyattest completions bash > ~/.local/share/bash-completion/completions/keyattest
  keyattest completions zsh > ~/.zfunc/_keyattest
  keyattest completions fish > ~/.config/fish/completions/keyattest.fish
  keyattest completions powershell >> $PROFILE";

pub const MAN: &str = "\
Examples:
  keyattest man --out ~/.local/share/man/man1";
