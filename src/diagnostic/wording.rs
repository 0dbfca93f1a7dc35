//! The words of every fault beside its title: what stands under the underlined place, and advice.

use super::{FaultKind, LONGEST_TITLE, Thing};

impl FaultKind {
    /// Returns the words that stand under the underlined place; empty where the title says it all.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::UnescapedQuote => "the text ends at the first of these, and more words follow",
            Self::UnquotedText => "these words need quotes around them",
            Self::MissingKeyColon => "put a colon here",
            Self::MissingComma => "put a comma here",
            Self::Duplicate { .. } | Self::FileTwice { .. } => "defined again here",
            Self::Unknown {
                thing: Thing::Node, ..
            }
            | Self::InUnreadFile { .. } => "this leads nowhere",
            Self::UnknownAct { .. } => "a file of this folder",
            Self::RawEndsPlain => "the text does not end here",
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
            Self::BadTitle(_) => {
                return Some(format!(
                    "a title is one line of 1 to {LONGEST_TITLE} characters"
                ));
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
            _ => return self.file_help(),
        };
        Some(advice.to_owned())
    }

    /// Returns advice on a file that cannot be read as it stands.
    fn file_help(&self) -> Option<String> {
        let advice = match self {
            Self::UnescapedQuote => {
                "write \\\" for a quote inside text, or begin the text with r#\" and end it with \"#"
            }
            Self::UnclosedComment => "close it with */, or begin every line of it with //",
            Self::SingleQuote => "begin and end text with the double quote \"",
            Self::UnquotedText => "begin and end text with \", for instance say: \"Pour\"",
            Self::ControlCharacter(_) => {
                "take it out: text holds letters, signs and line breaks; a word processor may have left it there"
            }
            Self::NotUtf8 => "save the file as UTF-8, which every editor can",
            Self::WrongOpening { .. } => {
                "fields stand in ( ), what you name yourself stands in { }, and plain lists in [ ]"
            }
            Self::OddSpace(_) => {
                "a word processor or a web page may have left it there: only plain spaces stand outside of text"
            }
            Self::QuotedField(_) => {
                "fields have names without quotes; what you name yourself has quotes, and stands in { }"
            }
            Self::Outside => {
                "one pair of brackets holds all that a file has: move this inside, or take it out; a note begins with //"
            }
            Self::FileTwice { .. } => {
                "is one file a copy of the other? take one out of the folder, or let its name end in something else than .ron"
            }
            Self::UnknownAct { folder, near } => {
                return Some(match near {
                    Some(near) => format!("rename the folder to `{near}`"),
                    None => format!(
                        "nodes stand beside world.ron or in a folder for each act: add \"{folder}\" to `acts` of \
                         world.ron, or move its files"
                    ),
                });
            }
            Self::InUnreadFile { file, .. } => {
                return Some(format!(
                    "`{file}` has it, but is not read: let its name end in .ron and nothing else"
                ));
            }
            Self::CurlyQuote => "begin and end text with the straight quote \"",
            Self::UnclosedString | Self::HalfRaw => {
                "text that begins with \" ends with \", and r#\" with \"#"
            }
            Self::UnknownField { expected, .. } => {
                return Some(format!("the fields are {expected}"));
            }
            Self::MissingField { owner, .. } => return Some(format!("every {owner} needs it")),
            _ => return self.lint_help(),
        };
        Some(advice.to_owned())
    }

    /// Returns advice on a fault that has a level.
    fn lint_help(&self) -> Option<String> {
        let advice = match self {
            Self::NeverRead { .. } => "remove it, or let a condition or a text ask for it",
            Self::NeverChanged { name, .. } => {
                return Some(format!(
                    "let some `do` change it, or remove `{name}` where it is read"
                ));
            }
            Self::UnprintedRecord(name) => {
                return Some(format!(
                    "print it somewhere, for instance on a page: `{{{name}}}`"
                ));
            }
            Self::UnusedMenu(_) => "give a node `menu`, or remove it",
            Self::UnusedBeat { .. } => "remove it",
            Self::UnusedAlias(_) => "another choice of the screen goes by that name now: remove it",
            Self::UnusedEffect(_) => "write its name into some `do`, or remove it",
            Self::SimilarNames { .. } => {
                "give one of them a name that cannot be mistaken for the other's"
            }
            Self::LongLabel(_) => {
                "60 characters fit on a line of the screen; what is more may go into `then`"
            }
            Self::SameLabel { .. } => "a player cannot tell them apart: change one",
            Self::PrefixName { short, .. } => {
                return Some(format!(
                    "a player who types `{short}` may have meant either: change one name, and keep the old one in \
                     `aliases`"
                ));
            }
            Self::UnreadText => "leave it out, or let something happen that leads to it",
            Self::ConstantCondition { always: true } => {
                "leave the condition out, or let something happen after which it fails"
            }
            Self::ConstantCondition { always: false } => {
                "leave out what it decides, or let something happen after which it holds"
            }
            Self::IdleChoice { choices, .. } if choices.is_empty() => {
                "no condition and no text can tell later which one was taken: let one of them remember it"
            }
            Self::IdleChoice { .. } => {
                "another that is open beside it leads to just the same: let a later condition or text remember this one"
            }
            Self::OneOption(_) => {
                "a choice of one is none: add another, or let the text lead on with `routes`"
            }
            Self::LongScreen { .. } => {
                "a terminal of 80 columns shows 24 lines: part of the text can go into a node before this one, or into \
                 the beat that leads here"
            }
            Self::CommentInText => "the player would read it: move it out of the text",
            Self::TabInDrawing => "no two terminals agree how wide a tab is: use spaces",
            _ => return None,
        };
        Some(advice.to_owned())
    }
}
