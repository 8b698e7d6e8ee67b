//! What happens to the form, and what the page has to do about it. No rules here.

use zeroize::Zeroizing;

use super::choice::Choice;
use super::options::FormOptions;
use super::state::{AttemptEnd, FormState, OpenPayment, Receipt, SavedCard, SavedChange};
use crate::card::{Brand, Field, FieldError, Owner, YearMonth};

/// What happened. It may hold typed text, so it has no `Debug`.
pub enum FormEvent {
    /// The page changed its options. Typed text is kept.
    Options(FormOptions),
    /// The text of an input changed.
    Input {
        /// The field of the input.
        field: Field,
        /// The whole text of the input after the change.
        text: Zeroizing<String>,
        /// The caret after the change, in UTF-16 units.
        caret: usize,
        /// What changed it.
        kind: InputKind,
    },
    /// A field got the focus.
    Focus(Field),
    /// A field lost the focus.
    Blur(Field),
    /// A mouse button, pen or finger was pressed, anywhere on the page.
    PointerDown,
    /// It was released, and the click that follows has been handled.
    PointerReleased,
    /// The Escape key was pressed in the form.
    Escape,
    /// The button that opens and closes the hint at the security code was pressed.
    HintToggled,
    /// The payer left the hint at the security code.
    HintLeft,
    /// The payer chose a way to pay.
    Chosen(Choice),
    /// The cards that the server has kept for the payer are known.
    SavedCards(Vec<SavedCard>),
    /// The payer wants to delete the saved card with this id.
    DeletePressed(String),
    /// The payer wants to have the deleted card with this id back.
    RestorePressed(String),
    /// The server has answered.
    SavedChanged {
        /// The id of the saved card.
        id: String,
        /// How it answered.
        change: SavedChange,
    },
    /// The payer wants a new card to be kept, or not.
    SaveChosen(bool),
    /// The payer chose a network of a co-badged card.
    NetworkChosen(Brand),
    /// Korea: the payer said whose card it is.
    OwnerChosen(Owner),
    /// The payer or the page wants to pay.
    Submit {
        /// Who asked for it.
        trigger: Trigger,
        /// The texts of all inputs: some password managers change them without an input event.
        values: Vec<(Field, Zeroizing<String>)>,
        /// The present month.
        now: YearMonth,
    },
    /// The payment is being sent to the server.
    Posted,
    /// The payment succeeded. The wallet of the receipt is an id.
    Paid(Receipt),
    /// The attempt ended, or an unknown outcome became known, and it is not paid.
    AttemptEnded(AttemptEnd),
    /// A check of an unknown outcome brought nothing new.
    StillUnknown {
        /// It has been unknown for about a minute.
        late: bool,
        /// The time, in milliseconds since 1970.
        at: i64,
    },
    /// The attempt is in flight for some seconds, without a task for the payer.
    TakesLong,
    /// The browser lost its connection (`false`), or has one again.
    Online(bool),
    /// A payment whose outcome is unknown waits for the payer. Its wallet is an id; `giving_up` and `failed` are the form's to know.
    Offered(OpenPayment),
    /// The payer wants to continue it.
    ContinuePressed,
    /// The payer wants to give it up.
    GiveUpPressed,
    /// It is given up, and nothing was charged.
    GivenUp,
    /// The payer asked to check an unknown outcome now.
    CheckPressed,
    /// The page asked for an empty form.
    Clear,
    /// The page is being left; the browser may keep it and show it again.
    PageHidden,
}

/// What changed the text of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// One real key press that inserted text.
    Typed,
    /// The Delete key, which deletes what follows the caret.
    DeletedForward,
    /// The browser's undo or redo.
    History(Step),
    /// Autofill or a password manager: the text replaces the old one and is no edit of it.
    Autofill,
    /// A paste, or text that was dropped.
    Pasted,
    /// Any other edit by the payer: Backspace, an input method, dictation.
    Other,
    /// Whatever the payer did to the input before anything was formatted.
    Early {
        /// The input has the focus, so that the browser's undo still takes back what was typed.
        focused: bool,
    },
}

/// A step through the history of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One change back.
    Undo,
    /// One change forward again.
    Redo,
}

/// Who asked for a submit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The payer, by the Enter key in a field.
    Enter,
    /// The payer, by the pay button.
    Button,
    /// The page, by its own call.
    Api,
}

impl Trigger {
    /// The word for it in JavaScript.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Button => "button",
            Self::Api => "api",
        }
    }
}

/// What the page has to do. Its `Debug` never shows the texts: `Zeroizing` hides them, and a test checks that it does.
#[derive(Debug, PartialEq, Eq)]
pub enum FormEffect {
    /// Write a text into an input. The browser's undo does not know of it.
    Write {
        /// The field of the input.
        field: Field,
        /// Its new text.
        text: Zeroizing<String>,
        /// The new caret in UTF-16 units, if the input has the focus. `None`: leave it to the browser.
        caret: Option<usize>,
    },
    /// Write a text into an input as if the payer had typed it, so that the browser's undo can take it back.
    WriteUndoable {
        /// The field of the input.
        field: Field,
        /// Its new text.
        text: Zeroizing<String>,
        /// The new caret in UTF-16 units, if the input has the focus.
        caret: usize,
    },
    /// Empty an input so that neither undo nor redo can bring its text back.
    Wipe(Field),
    /// Run the browser's undo or redo once more in an input, because it gave a text that the field has never shown. Where it
    /// changes nothing any more, undo empties the input and redo leaves the text as it was; the history is forgotten.
    RepeatHistory(Field, Step),
    /// Ask the server to delete the saved card with this id.
    DeleteSaved(String),
    /// Ask the server to restore the deleted card with this id.
    RestoreSaved(String),
    /// Move the focus.
    Focus(Target),
    /// Charge what is chosen: [`Form::wallet`](super::Form::wallet), [`Form::saved_card`](super::Form::saved_card), else
    /// [`Form::card`](super::Form::card).
    Pay,
    /// Reject the attempt: nothing was sent, because these fields are wrong.
    RejectAttempt(Vec<FieldError>),
    /// Follow the attempt whose outcome is unknown, until it is known.
    FollowUp,
    /// Check the unknown outcome now.
    CheckNow,
    /// Go on with the payment that waits for the payer.
    Continue,
    /// Give up the payment that waits for the payer.
    GiveUp,
    /// Reject the calls that wait for the outcome: it has been unknown for about a minute, and a promise must end even if the
    /// API is never reached again. The form continues to follow the outcome.
    RejectWaiting,
    /// Emit the event `change`.
    EmitChange(FormState),
    /// Emit the event `focus`.
    EmitFocus(Field),
    /// Emit the event `blur`.
    EmitBlur(Field),
    /// Emit the event `escape`.
    EmitEscape,
    /// Emit the event `submit`.
    EmitSubmit(Trigger),
}

/// What can get the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The input of a field.
    Field(Field),
    /// The button of the hint at the security code.
    Hint,
    /// The pay button.
    Button,
    /// The title of the panel for a payment that succeeded.
    Title,
}
