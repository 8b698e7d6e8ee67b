//! Reads the options of a form, one by one, into the values that the core and a charge need.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::payments::Pay;
use crate::card::{Brand, Brands, Field};
use crate::checkout::errors::Problems;
use crate::flow::failure::Failure;
use crate::form::{FormOptions, NameMode, Wallet};
use crate::money::Money;
use crate::web::js::options::{Options, own, own_text};
use crate::web::js::words::{self, Words};

/// The options of a form.
pub(super) struct Settings {
    /// What the rules of the form need.
    pub form: FormOptions,
    /// The amount to be paid.
    pub money: Money,
    /// How it is paid, with the session source of these options.
    pub pay: Rc<dyn Pay>,
    /// The form has a pay button.
    pub submit_button: bool,
    /// The page's own labels.
    pub labels: Labels,
}

impl Settings {
    /// Whether both make the same nodes; every other option changes only what the nodes show.
    pub(super) fn makes_same_nodes(&self, other: &Self) -> bool {
        (self.submit_button, &self.labels, &self.form.wallets)
            == (other.submit_button, &other.labels, &other.form.wallets)
    }

    /// Reads the options of `createForm` and `update`, whose names JavaScript has checked.
    ///
    /// # Errors
    /// `invalid_option` for a wrong type or word; `amount_invalid`, `currency_required`, `currency_invalid` for the amount.
    pub(super) fn read(options: &JsValue, pay: &dyn Pay, words: &Words) -> Result<Self, Failure> {
        let mut options = Options::of(options);
        let money = options.money(pay.currency().as_deref());
        let name = match options.text("cardholderName").as_deref() {
            None | Some("required") => Some(NameMode::Required),
            Some("optional") => Some(NameMode::Optional),
            Some("hidden") => Some(NameMode::Hidden),
            Some(_) => None,
        };
        let form = FormOptions {
            name: options.wanted("cardholderName", name, "required, optional or hidden").unwrap_or_default(),
            accepted: options
                .list("acceptedBrands", "a list of the ids of brands", |id| Brand::from_id(&id.as_string()?))
                .map(|brands| Brands::of(&brands)),
            amount: money.ok(),
            wallets: options
                .list("wallets", "a list of { id, label }", |wallet| {
                    Some(Wallet { id: own_text(wallet, "id")?, label: own_text(wallet, "label")? })
                })
                .unwrap_or_default(),
            manual_submit: !options.flag("autoSubmit").unwrap_or(true),
            auto_advance: options.flag("autoAdvance").unwrap_or_default(),
        };
        let pay = pay.with_session(&mut options);
        let submit_button = options.flag("submitButton").unwrap_or(true);
        let labels = labels(&mut options);
        options.done()?;
        let money = money.map_err(|error| {
            let mut problems = Problems::default();
            problems.money(error);
            problems.into_failure(&|sentence| words::say(words, sentence, ""))
        })?;
        Ok(Self { form, money, pay, submit_button, labels })
    }
}

/// The page's own labels, by the name of the field, `submit` or `legend`.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Labels(Vec<(&'static str, String)>);

impl Labels {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(of, _)| *of == name).map(|(_, label)| label.clone())
    }
}

fn labels(options: &mut Options) -> Labels {
    let mut labels = Labels::default();
    let Some(given) = options.any("labels") else { return labels };
    let names = Field::ALL.iter().map(|field| field.name()).chain(["submit", "legend"]);
    for name in names {
        if let Some(label) = own(&given, name)
            && let Some(label) = options.wanted(name, label.as_string(), "a string")
        {
            labels.0.push((name, label));
        }
    }
    labels
}
