//! The options of a form, read one by one into what the core and the charge understand.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::super::client::{Problems, Shared};
use super::super::form_view::Labels;
use super::super::options::{own, own_flag, own_text, text, wrong_type};
use super::super::session::Source;
use crate::card::{Brand, Field};
use crate::flow::outcome::Failure;
use crate::form::{FormOptions, NameMode, Wallet};
use crate::money::Money;

/// What a page asked of its form.
pub struct Settings {
    /// What the core knows of it.
    pub form: FormOptions,
    /// What is to be paid.
    pub money: Money,
    /// Where the session comes from, when the form has a source of its own.
    pub source: Option<Source>,
    /// The pay button is there.
    pub submit_button: bool,
    /// The page's own labels.
    pub labels: Labels,
}

impl Settings {
    /// Reads the options of `createForm` and `update`, whose names JavaScript has checked.
    ///
    /// # Errors
    /// `invalid_option` for a wrong type or word, else what is wrong with the amount.
    pub fn read(options: &JsValue, shared: &Shared) -> Result<Self, Failure> {
        let money = shared.money(options)?.map_err(|error| {
            let mut problems = Problems::default();
            problems.money(error, &shared.words);
            problems.into_failure()
        })?;
        let name = match text(options, "cardholderName")?.as_deref() {
            None | Some("required") => NameMode::Required,
            Some("optional") => NameMode::Optional,
            Some("hidden") => NameMode::Hidden,
            Some(_) => return Err(wrong_type("cardholderName", "required, optional or hidden")),
        };
        Ok(Self {
            form: FormOptions {
                name,
                accepted: list(options, "acceptedBrands", "a list of the ids of brands", |id| {
                    Brand::from_id(&id.as_string()?)
                })?,
                korean_cards: money.currency().code() == "KRW",
                wallets: list(options, "wallets", "a list of { id, label }", |wallet| {
                    Some(Wallet { id: own_text(wallet, "id")?, label: own_text(wallet, "label")? })
                })?
                .unwrap_or_default(),
                manual_submit: !flag(options, "autoSubmit", true)?,
                auto_advance: flag(options, "autoAdvance", false)?,
            },
            money,
            source: Source::read(options)?,
            submit_button: flag(options, "submitButton", true)?,
            labels: labels(options)?,
        })
    }
}

fn labels(options: &JsValue) -> Result<Labels, Failure> {
    let Some(given) = own(options, "labels") else { return Ok(Labels::default()) };
    let mut labels = Labels::default();
    for name in Field::ALL.map(Field::name).into_iter().chain(["submit", "legend"]) {
        if let Some(label) = text(&given, name)? {
            labels.0.push((name, label));
        }
    }
    Ok(labels)
}

fn flag(options: &JsValue, key: &str, absent: bool) -> Result<bool, Failure> {
    match own(options, key) {
        None => Ok(absent),
        Some(_) => own_flag(options, key).ok_or_else(|| wrong_type(key, "true or false")),
    }
}

/// A list whose members can all be read.
fn list<T>(
    options: &JsValue,
    key: &str,
    wanted: &str,
    read: impl Fn(&JsValue) -> Option<T>,
) -> Result<Option<Vec<T>>, Failure> {
    let Some(value) = own(options, key) else { return Ok(None) };
    let wrong = || wrong_type(key, wanted);
    let members = value.dyn_into::<Array>().map_err(|_| wrong())?;
    members.iter().map(|member| read(&member)).collect::<Option<Vec<T>>>().map(Some).ok_or_else(wrong)
}
