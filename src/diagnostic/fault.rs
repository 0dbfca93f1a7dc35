//! Every fault a story can have, with its code and its wording.

use std::fmt;

use crate::source::Span;

/// The most steps that a named effect may come to, those of the named effects in it included.
pub const MAX_STEPS: usize = 1000;

/// One thing that is wrong, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Span,
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
    #[error("a curly quote cannot begin or end text")]
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

    #[error("`{0}` cannot be a name")]
    BadName(String),
    #[error("the {thing} `{name}` is defined twice")]
    Duplicate { thing: Thing, name: String },
    #[error("no {thing} is named `{name}`")]
    Unknown { thing: Thing, name: String },

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
}

impl Fault {
    #[must_use]
    pub fn new(kind: FaultKind, span: Span) -> Self {
        Self {
            kind,
            span,
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

impl FaultKind {
    /// Returns the stable code: E00 for the file, E01 names, E02 conditions and effects, E03 structure, E04 prose,
    /// E05 what the proof found.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ron(_) => "E0001",
            Self::UnescapedQuote => "E0002",
            Self::MissingComma => "E0003",
            Self::CurlyQuote => "E0004",
            Self::EqualsForColon => "E0005",
            Self::UnclosedString => "E0006",
            Self::UnclosedBracket(_) => "E0007",
            Self::WrongBracket { .. } => "E0008",
            Self::StrayBracket(_) => "E0009",
            Self::UnknownField { .. } => "E0010",
            Self::MissingField { .. } => "E0011",
            Self::DuplicateField(_) => "E0012",
            Self::WrongType(_) => "E0013",
            Self::TooDeep => "E0014",
            Self::NoNodes => "E0015",
            Self::NotUtf8 => "E0016",
            Self::BadName(_) => "E0101",
            Self::Duplicate { .. } => "E0102",
            Self::Unknown { .. } => "E0103",
            Self::AliasTaken(_) => "E0104",
            Self::BadCondition(_) => "E0201",
            Self::BadEffect(_) => "E0202",
            Self::FlagCompared(_) => "E0203",
            Self::CounterAlone(_) => "E0204",
            Self::UnknownWord { .. } => "E0205",
            Self::OutOfRange { .. } => "E0206",
            Self::FlagAsCounter(_) => "E0207",
            Self::CounterAsFlag(_) => "E0208",
            Self::RecordRead(_) => "E0209",
            Self::EffectCycle(_) => "E0210",
            Self::EffectRead(_) => "E0211",
            Self::EffectChanged(_) => "E0212",
            Self::EffectTooLong(_) => "E0213",
            Self::NoWayOut(_) => "E0301",
            Self::TwoWaysOut { .. } => "E0302",
            Self::NoTarget(_) => "E0303",
            Self::LockedWithoutWhen(_) => "E0304",
            Self::StartOutOfBounds { .. } => "E0305",
            Self::WordCount { .. } => "E0306",
            Self::EmptyCounter(_) => "E0307",
            Self::Meaningless { .. } => "E0308",
            Self::EndingUnused(_) => "E0309",
            Self::UnclearPromise(..) => "E0310",
            Self::UnclosedBrace => "E0401",
            Self::StrayBrace => "E0402",
            Self::MissingColon => "E0403",
            Self::TooManyHalves(_) => "E0404",
            Self::TextCount { .. } => "E0405",
            Self::FlagPrinted(_) => "E0406",
            Self::VisitsPrinted => "E0407",
            Self::BadValue(_) => "E0408",
            Self::BrokenPromise { .. } => "E0601",
            Self::UnjudgedPromise(_) => "E0602",
            Self::NodeUnreachable(_) => "E0501",
            Self::ChoiceUnreachable { .. } => "E0502",
            Self::RouteUnreachable { .. } => "E0503",
            Self::EndingUnreachable(_) => "E0504",
            Self::Stuck(_) => "E0505",
            Self::EndlessRoutes(_) => "E0506",
            Self::Doomed(_) => "E0507",
        }
    }

    /// Returns the words that stand under the underlined place; empty where the title says it all.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::UnescapedQuote => "the text ends here, and more words follow",
            Self::MissingComma => "put a comma here",
            Self::Duplicate { .. } => "defined again here",
            Self::Unknown {
                thing: Thing::Node, ..
            } => "this leads nowhere",
            Self::Unknown { .. } => "not declared",
            Self::CounterAlone(_) => "compare it with a number",
            Self::OutOfRange { .. } => "beyond its bounds",
            Self::EffectCycle(_) => "here it comes round again",
            Self::NoWayOut(_) => "needs `choices`, a `menu`, `routes` or an `ending`",
            Self::NoTarget(_) => "needs a `to`, or its node a `next`",
            Self::NodeUnreachable(_) | Self::EndingUnreachable(_) => {
                "no choice or route ever leads here"
            }
            Self::ChoiceUnreachable { .. } => "its condition never holds when a player stands here",
            Self::RouteUnreachable { .. } => {
                "its condition never holds, or an earlier route is taken"
            }
            _ => "",
        }
    }

    /// Returns advice that is no replacement of the underlined words.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let advice = match self {
            Self::UnescapedQuote => {
                "write \\\" for a quote inside text, or begin the text with r#\" and end it with \"#"
            }
            Self::CurlyQuote => "begin and end text with the straight quote \"",
            Self::UnclosedString => "text that begins with \" ends with \", and r#\" with \"#",
            Self::UnknownField { expected, .. } => {
                return Some(format!("the fields are {expected}"));
            }
            Self::MissingField { owner, .. } => return Some(format!("every {owner} needs it")),
            Self::TooDeep => "64 levels are enough for any condition or prose",
            Self::NoNodes => "put nodes into files beside world.ron, or into a folder for each act",
            Self::BadName(_) => {
                "a name is lower-case letters, digits and `_`, does not start with a digit, and is none of \
                 `and or not if visits true false`"
            }
            Self::FlagCompared(name) => {
                return Some(format!(
                    "a flag holds or not: write `{name}` or `not {name}`"
                ));
            }
            Self::CounterAlone(name) => return Some(format!("for instance `{name} >= 1`")),
            Self::OutOfRange { max, .. } => return Some(format!("its values are 0 to {max}")),
            Self::FlagAsCounter(name) => {
                return Some(format!(
                    "write `{name}` to set it, `not {name}` to clear it"
                ));
            }
            Self::CounterAsFlag(name) => {
                return Some(format!("write for instance `{name} += 1` or `{name} = 0`"));
            }
            Self::RecordRead(_) => {
                "records are for reading aloud; set a flag where the condition needs to know"
            }
            Self::EffectRead(_) => "named effects belong into `do` and `enter`",
            Self::LockedWithoutWhen(_) => "add a `when`, or remove `locked`",
            Self::WordCount { values, .. } => {
                return Some(format!(
                    "give one word for each value from 0 to {}",
                    values - 1
                ));
            }
            Self::EmptyCounter(_) => "give it a `max` of 1 or more",
            Self::UnjudgedPromise(_) => {
                "odds and lengths are not followed round and round: they need a story in which no playthrough can go on \
                 for ever"
            }
            Self::UnclearPromise(..) => {
                "a promise says one of: never, always, at with can_reach, at with open, ending with bounds, \
                 any_ending, options"
            }
            Self::StrayBrace => "a brace in the text is written twice: `}}`",
            Self::UnclosedBrace => "close it with `}`, or write `{{` for a brace in the text",
            Self::MissingColon => "a variant is written {?condition: text | other text}",
            Self::TooManyHalves(_) => "a bar in the text is written twice: `||`",
            Self::TextCount { values, .. } => {
                return Some(format!("write {values} texts, with `|` between them"));
            }
            Self::FlagPrinted(name) => {
                return Some(format!(
                    "write `{{?{name}: yes | no}}` with words of your own"
                ));
            }
            Self::VisitsPrinted => "compare them instead: {?visits.node >= 2: again}",
            Self::EndingUnused(_) => "give a node `ending`, or remove the declaration",
            Self::Stuck(_) => "give the node a choice or route that is always open",
            Self::Doomed(_) => "let one of the choices lead out of the loop",
            Self::EndlessRoutes(_) => {
                "let one of the routes lead to a node with choices or an ending"
            }
            _ => return None,
        };
        Some(advice.to_owned())
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
            Self::Menu => "menu",
            Self::Node => "node",
            Self::Page => "page",
            Self::Record => "record",
            Self::Variable => "flag or counter",
        })
    }
}
