//! Reads the options of a form, one by one, into the values that the core and a charge need.

use js_sys::{Function, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::host::FormHost;
use crate::card::{Brand, Brands, Field, korea};
use crate::checkout::errors::{OwnFailure, Problems};
use crate::form::{AskCvv, FormOptions, Installment, KoreanAuthMode, NameMode, Wallet};
use crate::money::Money;
use crate::web::js::options::{Options, own, own_text, own_whole, whole};
use crate::web::js::session_option::Source;
use crate::web::js::words;

/// The options of a form.
pub(super) struct Settings {
    /// What the rules of the form need.
    pub form: FormOptions,
    /// The amount to be paid.
    pub money: Money,
    /// The options themselves, for what pays: it reads where the session comes from.
    pub options: JsValue,
    /// Of each wallet, the page's function that asks the wallet for a token.
    pub authorize: Vec<Option<Function>>,
    /// The form has a pay button.
    pub submit_button: bool,
    /// The page's own labels.
    pub labels: Labels,
}

impl Settings {
    /// Whether both make the same nodes; every other option changes only what the nodes show.
    pub(super) fn makes_same_nodes(&self, other: &Self) -> bool {
        let fields = |form: &FormOptions| (form.installments.is_empty(), form.asks_to_save);
        (self.submit_button, &self.labels, &self.form.wallets, fields(&self.form))
            == (other.submit_button, &other.labels, &other.form.wallets, fields(&other.form))
    }

    /// Reads the options of `createForm` and `update`, whose names JavaScript has checked.
    ///
    /// # Errors
    /// `invalid_option` for a wrong type or word; `amount_invalid`, `currency_required`, `currency_invalid` for the amount.
    pub(super) fn read(given: &JsValue, host: &FormHost) -> Result<Self, OwnFailure> {
        let mut options = Options::of(given);
        let money = options.money(host.currency().as_deref());
        let name = match options.text("cardholderName").as_deref() {
            None | Some("required") => Some(NameMode::Required),
            Some("optional") => Some(NameMode::Optional),
            Some("hidden") => Some(NameMode::Hidden),
            Some(_) => None,
        };
        let saved = saved_cards(&mut options);
        let (wallets, authorize) = options
            .list("wallets", "a list of { id, label, mark, authorize }", wallet)
            .unwrap_or_default()
            .into_iter()
            .unzip();
        let form = FormOptions {
            name: options.wanted("cardholderName", name, "required, optional or hidden").unwrap_or_default(),
            accepted: options.list("acceptedBrands", BRAND_IDS, brand).map(|brands| Brands::of(&brands)),
            preferred: options.list("preferredNetworks", BRAND_IDS, brand).unwrap_or_default(),
            korean_auth: korean_auth(&mut options),
            installments: options
                .list(
                    "installments",
                    "a list of months, 0 or from 2 to 36, or of { months, interestFree }",
                    installment,
                )
                .unwrap_or_default(),
            saved_cards: saved.is_offered,
            asks_to_save: saved.asks_to_save,
            saved_cvv: saved.cvv,
            amount: money.ok(),
            wallets,
            manual_submit: !options.flag("autoSubmit").unwrap_or(true),
            auto_advance: options.flag("autoAdvance").unwrap_or_default(),
        };
        Source::read(&mut options);
        let submit_button = options.flag("submitButton").unwrap_or(true);
        let labels = labels(&mut options);
        options.done()?;
        let money = money.map_err(|error| {
            let mut problems = Problems::default();
            problems.money(error);
            problems.into_failure(&|sentence| words::say(&host.words(), sentence, ""))
        })?;
        Ok(Self { form, money, options: given.clone(), authorize, submit_button, labels })
    }
}

/// A wallet, and the page's function that asks it for a token.
fn wallet(wallet: &JsValue) -> Option<(Wallet, Option<Function>)> {
    let mark = own(wallet, "mark").map_or(Some(None), |mark| mark.as_string().map(Some))?;
    let authorize = own(wallet, "authorize").map_or(Some(None), |function| function.dyn_into().ok().map(Some))?;
    Some((Wallet { id: own_text(wallet, "id")?, label: own_text(wallet, "label")?, mark }, authorize))
}

const BRAND_IDS: &str = "a list of the ids of brands";

fn brand(id: &JsValue) -> Option<Brand> {
    Brand::from_id(&id.as_string()?)
}

fn korean_auth(options: &mut Options) -> KoreanAuthMode {
    let Some(value) = options.any("koreanAuth") else { return KoreanAuthMode::Off };
    let mode = match (value.as_bool(), value.as_string().as_deref()) {
        (Some(true), _) => Some(KoreanAuthMode::Always),
        (Some(false), _) => Some(KoreanAuthMode::Off),
        (_, Some("auto")) => Some(KoreanAuthMode::Auto),
        _ => None,
    };
    options.wanted("koreanAuth", mode, "true, false or auto").unwrap_or_default()
}

/// A number of months, or an object that also says whether they cost interest.
fn installment(offer: &JsValue) -> Option<Installment> {
    let months = whole(offer).or_else(|| own_whole(offer, "months"))?;
    let months = u8::try_from(months).ok().filter(|months| korea::is_installment(*months))?;
    let interest_free = own(offer, "interestFree").map_or(Some(false), |flag| flag.as_bool())?;
    Some(Installment { months, interest_free })
}

/// The option `savedCards`.
#[derive(Default)]
struct SavedCards {
    is_offered: bool,
    asks_to_save: bool,
    cvv: AskCvv,
}

impl SavedCards {
    const DEFAULT: Self = Self { is_offered: true, asks_to_save: true, cvv: AskCvv::Always };

    /// True, or an object with members that are known.
    fn read(value: &JsValue) -> Option<Self> {
        if let Some(is_offered) = value.as_bool() {
            return Some(if is_offered { Self::DEFAULT } else { Self::default() });
        }
        let keys = Object::keys(value.dyn_ref::<Object>()?);
        if keys.iter().any(|key| key != "save" && key != "cvv") {
            return None;
        }
        let asks_to_save = match own(value, "save") {
            None => true,
            Some(save) if save == "ask" => true,
            Some(save) if save == "never" => false,
            Some(_) => return None,
        };
        let cvv = match own(value, "cvv") {
            None => AskCvv::Always,
            Some(cvv) if cvv == "required" => AskCvv::Always,
            Some(cvv) if cvv == "skip" => AskCvv::WhereRequired,
            Some(_) => return None,
        };
        Some(Self { is_offered: true, asks_to_save, cvv })
    }
}

fn saved_cards(options: &mut Options) -> SavedCards {
    let Some(value) = options.any("savedCards") else { return SavedCards::default() };
    let wanted = "true, false or { save: 'ask' or 'never', cvv: 'required' or 'skip' }";
    options.wanted("savedCards", SavedCards::read(&value), wanted).unwrap_or_default()
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
