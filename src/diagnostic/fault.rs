//! Every fault a story can have, with its code and its wording.

use std::fmt;

use super::Level;
use crate::source::Span;

/// The most steps that a named effect may come to, those of the named effects in it included.
pub const MAX_STEPS: usize = 1000;

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 60;

/// One thing that is wrong, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Span,
    /// Whether it makes the story faulty or is only told.
    pub level: Level,
    /// Other places that explain this one, each with its label.
    pub also: Vec<(Span, &'static str)>,
    /// What to write at `span` instead, where that can be known.
    pub replacement: Option<String>,
    /// A script that shows the fault in play, one choice id a line, where there is one.
    pub script: Option<Vec<String>>,
}

/// The things of a story that have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Act,
    Alias,
    Choice,
    Counter,
    Effect,
    Ending,
    Field,
    Flag,
    Lint,
    Menu,
    Node,
    Page,
    Record,
    Variable,
}

/// What is wrong. The title of the message is the `Display` text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    #[error("{0}")]
    Ron(String),
    #[error("a double quote inside text ends the text")]
    UnescapedQuote,
    #[error("a comma is missing")]
    MissingComma,
    #[error("a quote of this kind cannot begin or end text")]
    CurlyQuote,
    #[error("`=` stands where `:` belongs")]
    EqualsForColon,
    #[error("this text is never closed")]
    UnclosedString,
    #[error("this `{0}` is never closed")]
    UnclosedBracket(char),
    #[error("this `{found}` closes a `{open}`")]
    WrongBracket { open: char, found: char },
    #[error("this `{0}` closes nothing")]
    StrayBracket(char),
    #[error("a {owner} has no field `{field}`")]
    UnknownField {
        owner: &'static str,
        field: String,
        expected: String,
    },
    #[error("the field `{field}` is missing")]
    MissingField {
        owner: &'static str,
        field: &'static str,
    },
    #[error("the field `{0}` is given twice")]
    DuplicateField(String),
    #[error("expected {0}")]
    WrongType(&'static str),
    #[error("brackets are nested too deeply")]
    TooDeep,
    #[error("the story has no nodes")]
    NoNodes,
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    #[error("the text holds the control character {0}")]
    ControlCharacter(String),
    #[error("a single quote cannot begin or end text")]
    SingleQuote,
    #[error("`{0}` stands where `,` belongs")]
    NoComma(char),
    #[error("a colon is missing")]
    MissingKeyColon,
    #[error("text stands without quotes")]
    UnquotedText,
    #[error("this comment is never closed")]
    UnclosedComment,
    #[error("this text ends with `\"#`, but does not begin with `r#\"`")]
    HalfRaw,
    #[error("this text begins with `r#\"`, and `\"` alone does not end it")]
    RawEndsPlain,
    #[error("this `{found}` should be `{wanted}`")]
    WrongOpening { found: char, wanted: char },
    #[error("this is no plain space but {0}")]
    OddSpace(String),
    #[error("there is one comma too many")]
    DoubleComma,
    #[error("a comment begins with `//`")]
    ForeignComment,
    #[error("the field `{0}` stands in quotes")]
    QuotedField(String),
    #[error("this stands outside of the brackets that hold the file")]
    Outside,

    #[error("`{0}` cannot be a name")]
    BadName(String),
    #[error("the {thing} `{name}` is defined twice")]
    Duplicate { thing: Thing, name: String },
    #[error("the node `{name}` is defined twice, and so {} in these two files", as_many(*.others))]
    FileTwice {
        name: String,
        /// How many other nodes are.
        others: usize,
    },
    #[error("no {thing} is named `{name}`")]
    Unknown { thing: Thing, name: String },
    #[error("no act is named `{folder}`")]
    UnknownAct {
        folder: String,
        near: Option<String>,
    },
    #[error("no node is named `{name}`")]
    InUnreadFile {
        name: String,
        /// The file that seems to have it.
        file: String,
    },

    #[error("this is not a condition: {0}")]
    BadCondition(String),
    #[error("this is not an effect: {0}")]
    BadEffect(String),
    #[error("the flag `{0}` is compared with something")]
    FlagCompared(String),
    #[error("the counter `{0}` stands alone in a condition")]
    CounterAlone(String),
    #[error("`{word}` is not a value of the counter `{counter}`")]
    UnknownWord { counter: String, word: String },
    #[error("the counter `{counter}` never reaches {value}")]
    OutOfRange {
        counter: String,
        value: u64,
        max: u64,
    },
    #[error("the flag `{0}` is treated as a counter")]
    FlagAsCounter(String),
    #[error("the counter `{0}` is treated as a flag")]
    CounterAsFlag(String),
    #[error("a condition cannot read the record `{0}`")]
    RecordRead(String),
    #[error("the named effect `{0}` uses itself")]
    EffectCycle(String),
    #[error("the named effect `{0}` has more than {MAX_STEPS} steps")]
    EffectTooLong(String),
    #[error("the named effect `{0}` is used as a value")]
    EffectRead(String),
    #[error("the named effect `{0}` cannot be undone or assigned")]
    EffectChanged(String),

    #[error("the node `{0}` leads nowhere")]
    NoWayOut(String),
    #[error("the node `{node}` has both {first} and {second}")]
    TwoWaysOut {
        node: String,
        first: &'static str,
        second: &'static str,
    },
    #[error("the choice `{0}` leads nowhere")]
    NoTarget(String),
    #[error("`locked` says why, but nothing locks the choice `{0}`")]
    LockedWithoutWhen(String),
    #[error("the counter `{counter}` starts at {start}, above its max of {max}")]
    StartOutOfBounds {
        counter: String,
        start: u64,
        max: u64,
    },
    #[error("the counter `{counter}` has {values} values but {words} words")]
    WordCount {
        counter: String,
        values: u64,
        words: usize,
    },
    #[error("the counter `{0}` can only ever be 0")]
    EmptyCounter(String),
    #[error("`{field}` means nothing {place}")]
    Meaningless {
        field: &'static str,
        place: &'static str,
    },
    #[error("no node ends in the ending `{0}`")]
    EndingUnused(String),
    #[error("the promise `{0}` {1}")]
    UnclearPromise(String, &'static str),
    #[error("this title {0}")]
    BadTitle(String),
    #[error("the alias `{0}` is the name of something that exists")]
    AliasTaken(String),

    #[error("this `{{` is never closed")]
    UnclosedBrace,
    #[error("this `}}` closes nothing")]
    StrayBrace,
    #[error("a variant's condition has no colon after it")]
    MissingColon,
    #[error("a variant has two halves, this has {0}")]
    TooManyHalves(usize),
    #[error("`{counter}` has {values} values, but {texts} texts to choose from")]
    TextCount {
        counter: String,
        values: u64,
        texts: usize,
    },
    #[error("the flag `{0}` has no words to print")]
    FlagPrinted(String),
    #[error("visit counts cannot be printed")]
    VisitsPrinted,
    #[error("this is not a value to print: {0}")]
    BadValue(String),

    #[error("the promise `{name}` is broken: {how}")]
    BrokenPromise { name: String, how: String },
    #[error("the promise `{0}` cannot be judged")]
    UnjudgedPromise(String),

    #[error("nobody can ever reach the node `{0}`")]
    NodeUnreachable(String),
    #[error("nobody can ever take the choice `{choice}` at `{node}`")]
    ChoiceUnreachable { node: String, choice: String },
    #[error("this route of `{node}` is never taken")]
    RouteUnreachable { node: String },
    #[error("the ending `{0}` can never be reached")]
    EndingUnreachable(String),
    #[error("a player can be stuck at `{0}`: nothing is open")]
    Stuck(String),
    #[error("the routes from `{0}` never end")]
    EndlessRoutes(String),
    #[error("from `{0}` a player can be caught where no ending can be reached")]
    Doomed(String),

    #[error("nothing reads the {thing} `{name}`")]
    NeverRead { thing: Thing, name: String },
    #[error("nothing ever changes the {thing} `{name}`")]
    NeverChanged { thing: Thing, name: String },
    #[error("the record `{0}` is never printed")]
    UnprintedRecord(String),
    #[error("no node uses the menu `{0}`")]
    UnusedMenu(String),
    #[error("nobody ever reads the beat for `{choice}` at `{node}`")]
    UnusedBeat { node: String, choice: String },
    #[error("the alias `{0}` stands for nothing")]
    UnusedAlias(String),
    #[error("nothing uses the named effect `{0}`")]
    UnusedEffect(String),
    #[error("the {thing} `{name}` and the {other_thing} `{other}` are easily taken for each other")]
    SimilarNames {
        thing: Thing,
        name: String,
        other_thing: Thing,
        other: String,
    },

    #[error("this label is {0} characters long")]
    LongLabel(usize),
    #[error("two choices of `{node}` have the same label")]
    SameLabel { node: String },
    #[error("at `{node}` the name of the choice `{short}` is the beginning of `{long}`")]
    PrefixName {
        node: String,
        short: String,
        long: String,
    },
    #[error("at `{0}` a player can have one choice only")]
    OneOption(String),
    #[error("the screen of `{node}` can be {lines} lines long")]
    LongScreen { node: String, lines: usize },

    #[error("no playthrough shows this text")]
    UnreadText,
    #[error("this condition {} here", if *.always { "always holds" } else { "never holds" })]
    ConstantCondition { always: bool },
    #[error("{} at `{node}` never {}", idle(.choices), if .choices.len() > 1 { "matter" } else { "matters" })]
    IdleChoice {
        node: String,
        /// None where no choice of the node matters.
        choices: Vec<String>,
    },

    #[error("two spaces stand side by side")]
    DoubleSpace,
    #[error("this quote is {found}, most of the story's are {usual}")]
    MixedQuotes {
        found: &'static str,
        usual: &'static str,
    },
    #[error("this ellipsis is {found}, most of the story's are {usual}")]
    MixedEllipsis {
        found: &'static str,
        usual: &'static str,
    },
    #[error("`{found}` before `{word}`")]
    Article { found: String, word: String },
    #[error("`//` begins no comment inside text")]
    CommentInText,
    #[error("a tab stands in a drawing")]
    TabInDrawing,
}

impl Fault {
    #[must_use]
    pub fn new(kind: FaultKind, span: Span) -> Self {
        Self {
            kind,
            span,
            level: Level::Deny,
            also: Vec::new(),
            replacement: None,
            script: None,
        }
    }

    /// Adds another place that explains this one.
    #[must_use]
    pub fn also(mut self, span: Span, label: &'static str) -> Self {
        self.also.push((span, label));
        self
    }

    /// Suggests what to write instead.
    #[must_use]
    pub fn replacement(mut self, text: Option<impl Into<String>>) -> Self {
        self.replacement = text.map(Into::into);
        self
    }

    /// Adds the script that shows the fault in play.
    #[must_use]
    pub fn script(mut self, script: Vec<String>) -> Self {
        self.script = Some(script);
        self
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Act => "act",
            Self::Alias => "alias",
            Self::Choice => "choice",
            Self::Counter => "counter",
            Self::Effect => "named effect",
            Self::Ending => "ending",
            Self::Field => "field",
            Self::Flag => "flag",
            Self::Lint => "lint",
            Self::Menu => "menu",
            Self::Node => "node",
            Self::Page => "page",
            Self::Record => "record",
            Self::Variable => "flag or counter",
        })
    }
}

/// Returns a name for choices that never matter.
fn idle(choices: &[String]) -> String {
    match choices {
        [] => "what is chosen".to_owned(),
        [choice] => format!("the choice `{choice}`"),
        [others @ .., last] => format!("the choices `{}` and `{last}`", others.join("`, `")),
    }
}

/// Returns words for so many others.
fn as_many(count: usize) -> String {
    match count {
        1 => "is another".to_owned(),
        _ => format!("are {count} others"),
    }
}
