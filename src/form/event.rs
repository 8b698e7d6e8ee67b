//! What happens to the form, what comes of it, and what the page may ask of it: the words that [`reduce`](super::reduce)
//! is written in. No rules here.

use zeroize::Zeroizing;

use super::view::FormState;
use crate::card::{Brand, Brands, Field, FieldError, YearMonth};

/// What the page asked for.
#[derive(Clone, Debug, Default)]
pub struct FormOptions {
    /// Whether the name on the card is asked.
    pub name: NameMode,
    /// The brands that are taken; all, when none are named.
    pub accepted: Option<Brands>,
    /// Cards that are good in Korea only can be used: the payment is in won.
    pub korean_cards: bool,
    /// Wallets to choose from beside the card.
    pub wallets: Vec<Wallet>,
    /// Enter and the button do not pay by themselves, they only tell.
    pub manual_submit: bool,
    /// The focus goes on by itself at the end of a field.
    pub auto_advance: bool,
}

/// Whether the name on the card is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameMode {
    /// It must be given.
    #[default]
    Required,
    /// It may be given.
    Optional,
    /// It is not there.
    Hidden,
}

/// A wallet to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// As the API knows it.
    pub id: String,
    /// As the payer knows it.
    pub label: String,
}

/// Where a submit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The Enter key in a field.
    Enter,
    /// The pay button.
    Button,
    /// The page's own call.
    Api,
}

impl Trigger {
    /// The word of the JavaScript surface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Button => "button",
            Self::Api => "api",
        }
    }
}

/// What changed a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One real key that writes.
    Key,
    /// The Delete key: it takes what stands after the caret.
    Delete,
    /// The browser's undo or redo.
    History(Step),
    /// Everything else that the payer does to the text: Backspace, pasting, composing, dictation.
    Other,
    /// Not an edit of the text but another one: autofill, a password manager.
    Fill,
}

/// A step through what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back.
    Undo,
    /// Forth again.
    Redo,
}

/// What happened.
pub enum FormEvent {
    /// The page changed its options; what was typed stays.
    Options(FormOptions),
    /// An input has a new text.
    Input {
        /// Which field.
        field: Field,
        /// All that stands in it now.
        text: Zeroizing<String>,
        /// The caret, in UTF-16 units.
        caret: usize,
        /// By what.
        by: By,
    },
    /// A field was entered.
    Focus(Field),
    /// A field was left.
    Blur(Field),
    /// A mouse button, pen or finger went down, anywhere on the page.
    PointerDown,
    /// It went up, and its click is over.
    Released,
    /// Escape was pressed in the form.
    Escape,
    /// The note at the code was asked for, or sent away.
    HintToggled,
    /// The note at the code was left.
    HintLeft,
    /// Another way to pay: 0 is the card, `n` the wallet number `n − 1`.
    MethodChosen(usize),
    /// A network of a co-badged card.
    NetworkChosen(Brand),
    /// The payer or the page wants to pay. Values are read again: some password managers fire no input event.
    Submit {
        /// From where.
        trigger: Trigger,
        /// All that stands in the inputs now.
        values: Vec<(Field, Zeroizing<String>)>,
        /// This month.
        now: YearMonth,
    },
    /// The payment goes to the server now.
    Posted,
    /// The attempt is over, or an unknown outcome has become known.
    Settled(Settled),
    /// A look at the session has told nothing new.
    StillUnknown,
    /// The payer wants the outcome looked up now.
    CheckPressed,
    /// The page asks for an empty form.
    Clear,
    /// The page is left, perhaps to come back as it was.
    PageHidden,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Paid.
    Paid(Receipt),
    /// The card company or the wallet said no.
    Declined,
    /// Not charged, for another reason; with the fields that the server found wrong.
    Failed(Vec<FieldError>),
    /// Posted, and nobody knows; with the payment's id, as far as known.
    Unknown(Option<String>),
}

/// What is shown of a payment that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// `pay_…`
    pub id: String,
    /// Major units.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// RFC 3339.
    pub created_at: String,
    /// The card's brand.
    pub brand: Option<Brand>,
    /// The card's last four digits, or the wallet's label.
    pub paid_with: String,
    /// It was a card.
    pub by_card: bool,
}

/// How far the payer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Typing, or reading why it did not work.
    Editing,
    /// A payment is in flight; `true` once it was posted.
    Busy(bool),
    /// Posted, and nobody knows the outcome: how often it was looked up, and the payment's id.
    Unknown {
        /// Looks so far.
        checks: usize,
        /// A look is under way.
        checking: bool,
        /// `pay_…`
        payment: Option<String>,
    },
    /// Over.
    Paid(Receipt),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// The input has to hold this text, with the caret there if the payer is in it.
    Write {
        /// Which input.
        field: Field,
        /// Its text.
        text: Zeroizing<String>,
        /// In UTF-16 units.
        caret: Option<usize>,
    },
    /// The input has to hold this text as if the payer had typed it so, for undo has to know of it.
    Retype {
        /// Which input.
        field: Field,
        /// Its text.
        text: Zeroizing<String>,
        /// In UTF-16 units.
        caret: usize,
    },
    /// The input is emptied, and nothing that stood there may come back by undo or redo.
    Wipe(Field),
    /// The browser's undo or redo goes one step further in this input.
    Again(Field, Step),
    /// The focus goes there.
    Focus(Target),
    /// Charge what is chosen: [`Form::wallet`], else [`Form::card`].
    Pay,
    /// An attempt ended before it began, with every bad field.
    Refuse(Vec<FieldError>),
    /// Look the outcome up, so many milliseconds from now.
    Check(u32),
    /// Tell the page.
    TellState(FormState),
    /// Tell the page.
    TellFocus(Field),
    /// Tell the page.
    TellBlur(Field),
    /// Tell the page.
    TellEscape,
    /// Tell the page.
    TellSubmit(Trigger),
}

/// What can be focused from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An input.
    Field(Field),
    /// The button that opens the note at the code.
    Hint,
    /// The pay button.
    Button,
    /// The title of the panel that says it is paid.
    Title,
}
