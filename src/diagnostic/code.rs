//! The stable codes of all faults, each with its document.
//!
//! A document says what is wrong and why, with an example of it wrong and right: what `fifteen explain CODE` prints. A
//! code without a document does not compile; that the examples are what they say is tested.

use std::fmt;

use super::{FaultKind, LINTS, Lint};

macro_rules! codes {
    ($($code:ident),* $(,)?) => {
        /// A stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("See `documents/", stringify!($code), ".md`.")] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// Returns what there is to say about the code, as Markdown.
            #[must_use]
            pub fn document(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("documents/", stringify!($code), ".md")),)*
                }
            }
        }
    };
}

codes! {
    E0001, E0002, E0003, E0004, E0005, E0006, E0007, E0008, E0009, E0010, E0011, E0012, E0013, E0014, E0015, E0016, E0017, E0018, E0019, E0020, E0021, E0022, E0023, E0024, E0025, E0026, E0101, E0102, E0103, E0104, E0201, E0202, E0203, E0204, E0205, E0206, E0207, E0208, E0209, E0210, E0211, E0212, E0213, E0301, E0302, E0303, E0304, E0305, E0306, E0307, E0308, E0309, E0310, E0311, E0401, E0402, E0403, E0404, E0405, E0406, E0407, E0408, E0501, E0502, E0503, E0504, E0505, E0506, E0507, E0601, E0602, W0101, W0102, W0103, W0104, W0105, W0106, W0107, W0108, W0201, W0202, W0203, W0204, W0205, W0301, W0302, W0303, W0304, W0305, W0306, W0401, W0402, W0403,
}

impl Code {
    /// Returns the code that is written so, in capitals or not, or that has a lint of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let named = LINTS.iter().find(|lint| lint.name == name);
        let spelled = |code: &&Self| code.as_str().eq_ignore_ascii_case(name);
        named
            .map(|lint| lint.code)
            .or_else(|| Self::ALL.iter().find(spelled).copied())
    }

    /// Returns the lint that the code belongs to, if its level can be set.
    #[must_use]
    pub fn lint(self) -> Option<&'static Lint> {
        LINTS.iter().find(|lint| lint.code == self)
    }

    /// Returns what is wrong in a few words: the heading of the document, less the code.
    #[must_use]
    pub fn title(self) -> &'static str {
        let heading = self.document().lines().next().unwrap_or_default();
        heading.split_once(": ").map_or(heading, |(_, title)| title)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FaultKind {
    /// Returns the stable code: E00 for the file, E01 names, E02 conditions and effects, E03 structure, E04 prose,
    /// E05 what the proof found, E06 promises; W01 names, W02 choices and screens, W03 how the text is set,
    /// W04 what is proven never to happen.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Ron(_) => Code::E0001,
            Self::UnescapedQuote => Code::E0002,
            Self::MissingComma => Code::E0003,
            Self::CurlyQuote => Code::E0004,
            Self::EqualsForColon => Code::E0005,
            Self::UnclosedString | Self::HalfRaw | Self::RawEndsPlain => Code::E0006,
            Self::UnclosedBracket(_) => Code::E0007,
            Self::WrongBracket { .. } | Self::WrongOpening { .. } => Code::E0008,
            Self::StrayBracket(_) => Code::E0009,
            Self::UnknownField { .. } => Code::E0010,
            Self::MissingField { .. } => Code::E0011,
            Self::DuplicateField(_) => Code::E0012,
            Self::WrongType(_) => Code::E0013,
            Self::TooDeep => Code::E0014,
            Self::NoNodes => Code::E0015,
            Self::NotUtf8 => Code::E0016,
            Self::BadName(_) => Code::E0101,
            Self::Duplicate { .. } | Self::FileTwice { .. } => Code::E0102,
            Self::Unknown { .. } | Self::UnknownAct { .. } | Self::InUnreadFile { .. } => {
                Code::E0103
            }
            Self::AliasTaken(_) => Code::E0104,
            Self::BadCondition(_) => Code::E0201,
            Self::BadEffect(_) => Code::E0202,
            Self::FlagCompared(_) => Code::E0203,
            Self::CounterAlone(_) => Code::E0204,
            Self::UnknownWord { .. } => Code::E0205,
            Self::OutOfRange { .. } => Code::E0206,
            Self::FlagAsCounter(_) => Code::E0207,
            Self::CounterAsFlag(_) => Code::E0208,
            Self::RecordRead(_) => Code::E0209,
            Self::EffectCycle(_) => Code::E0210,
            Self::EffectRead(_) => Code::E0211,
            Self::EffectChanged(_) => Code::E0212,
            Self::EffectTooLong(_) => Code::E0213,
            Self::NoWayOut(_) => Code::E0301,
            Self::TwoWaysOut { .. } => Code::E0302,
            Self::NoTarget(_) => Code::E0303,
            Self::LockedWithoutWhen(_) => Code::E0304,
            Self::StartOutOfBounds { .. } => Code::E0305,
            Self::WordCount { .. } => Code::E0306,
            Self::EmptyCounter(_) => Code::E0307,
            Self::Meaningless { .. } => Code::E0308,
            Self::EndingUnused(_) => Code::E0309,
            Self::UnclearPromise(..) => Code::E0310,
            Self::BadTitle(_) => Code::E0311,
            Self::UnclosedBrace => Code::E0401,
            Self::StrayBrace => Code::E0402,
            Self::MissingColon => Code::E0403,
            Self::TooManyHalves(_) => Code::E0404,
            Self::TextCount { .. } => Code::E0405,
            Self::FlagPrinted(_) => Code::E0406,
            Self::VisitsPrinted => Code::E0407,
            Self::BadValue(_) => Code::E0408,
            Self::BrokenPromise { .. } => Code::E0601,
            Self::UnjudgedPromise(_) => Code::E0602,
            Self::NodeUnreachable(_) => Code::E0501,
            Self::ChoiceUnreachable { .. } => Code::E0502,
            Self::RouteUnreachable { .. } => Code::E0503,
            Self::EndingUnreachable(_) => Code::E0504,
            Self::Stuck(_) => Code::E0505,
            Self::EndlessRoutes(_) => Code::E0506,
            Self::Doomed(_) => Code::E0507,
            Self::ControlCharacter(_) => Code::E0017,
            Self::SingleQuote => Code::E0018,
            Self::NoComma(_) => Code::E0019,
            Self::MissingKeyColon => Code::E0020,
            Self::UnquotedText => Code::E0021,
            Self::UnclosedComment => Code::E0022,
            Self::OddSpace(_) | Self::DoubleComma => Code::E0023,
            Self::ForeignComment => Code::E0024,
            Self::QuotedField(_) => Code::E0025,
            Self::Outside => Code::E0026,
            Self::NeverRead { .. } => Code::W0101,
            Self::NeverChanged { .. } => Code::W0102,
            Self::UnprintedRecord(_) => Code::W0103,
            Self::UnusedMenu(_) => Code::W0104,
            Self::UnusedBeat { .. } => Code::W0105,
            Self::UnusedAlias(_) => Code::W0106,
            Self::UnusedEffect(_) => Code::W0107,
            Self::SimilarNames { .. } => Code::W0108,
            Self::LongLabel(_) => Code::W0201,
            Self::SameLabel { .. } => Code::W0202,
            Self::PrefixName { .. } => Code::W0203,
            Self::OneOption(_) => Code::W0204,
            Self::LongScreen { .. } => Code::W0205,
            Self::UnreadText => Code::W0401,
            Self::ConstantCondition { .. } => Code::W0402,
            Self::IdleChoice { .. } => Code::W0403,
            Self::DoubleSpace => Code::W0301,
            Self::MixedQuotes { .. } => Code::W0302,
            Self::MixedEllipsis { .. } => Code::W0303,
            Self::Article { .. } => Code::W0304,
            Self::CommentInText => Code::W0305,
            Self::TabInDrawing => Code::W0306,
        }
    }
}
