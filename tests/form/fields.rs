//! The table of fields: its names, and the sentence for every error.

use payments_widget::card::{Brand, Brands, CardFields, Field, FieldError, Owner};
use payments_widget::form::fields::{FIELDS, FieldSpec, Typed, sentence};
use payments_widget::form::{Form, FormOptions, NameMode};
use payments_widget::text::{Arg, Text};
use zeroize::Zeroizing;

use super::{NOW, fill, form};

#[test]
fn no_two_fields_share_a_name() {
    let distinct = |name: fn(&FieldSpec) -> &'static str| {
        let mut names: Vec<_> = FIELDS.iter().map(name).collect();
        names.sort_unstable();
        names.dedup();
        names.len() == FIELDS.len() && names.iter().all(|name| !name.is_empty())
    };
    assert!(distinct(|spec| spec.field.name()));
    assert!(distinct(|spec| spec.css_class));
    assert!(distinct(|spec| spec.dom_id));
    assert!(distinct(|spec| spec.part));
}

#[test]
fn every_error_has_a_sentence() {
    let visa = Brands::of(&[Brand::Visa]);
    let amex = Brands::of(&[Brand::AmericanExpress]);
    let long = "A".repeat(256);
    let cases: &[(FieldError, &str, Brands, Text)] = &[
        (FieldError::CardNumberRequired, "", Brands::NONE, Text::new("number.required")),
        (FieldError::CardNumberIncomplete, "42", visa, Text::new("number.incomplete")),
        (FieldError::CardNumberInvalid, "4242", visa, Text::new("number.invalid")),
        (
            FieldError::CardBrandNotAccepted,
            "4242",
            visa,
            Text::new("number.unsupported").with("brand", Arg::Brand(Brand::Visa)),
        ),
        (FieldError::CardBrandNotAccepted, "9704", Brands::NONE, Text::new("number.refused")),
        (FieldError::ExpirationDateRequired, "", visa, Text::new("expiry.required")),
        (FieldError::ExpirationDateIncomplete, "1", visa, Text::new("expiry.incomplete")),
        (FieldError::ExpirationDateInvalid, "12 / 99", visa, Text::new("expiry.far")),
        (FieldError::ExpirationDateInvalid, "13 / 34", visa, Text::new("expiry.invalid")),
        (FieldError::ExpirationDateInvalid, "", visa, Text::new("expiry.invalid")),
        (FieldError::CardExpired, "01 / 24", visa, Text::new("expiry.past")),
        (FieldError::CvvRequired, "", visa, Text::new("cvv.required")),
        (FieldError::CvvIncomplete, "1", visa, Text::new("cvv.incomplete").with("n", Arg::Number(3))),
        (FieldError::CvvIncomplete, "1", amex, Text::new("cvv.incomplete").with("n", Arg::Number(4))),
        (FieldError::CvvInvalid, "1234", visa, Text::new("cvv.invalid")),
        (FieldError::CardholderNameRequired, "", visa, Text::new("name.required")),
        (FieldError::CardholderNameInvalid, "4242424242424242", visa, Text::new("name.digits")),
        (FieldError::CardholderNameInvalid, &long, visa, Text::new("name.long")),
        (FieldError::InstallmentMonthsInvalid, "", visa, Text::new("inst.invalid")),
        (FieldError::IdentityNumberRequired, "", visa, Text::new("kr.birth.invalid")),
        (FieldError::IdentityNumberInvalid, "", visa, Text::new("kr.birth.invalid")),
        (FieldError::CardPasswordRequired, "", visa, Text::new("kr.pin.required")),
        (FieldError::CardPasswordInvalid, "", visa, Text::new("kr.pin.required")),
    ];
    for (error, text, brands, expected) in cases {
        let typed = Typed { text, brands: *brands, owner: Owner::Person };
        assert_eq!(sentence(*error, &typed), *expected, "{error:?}");
    }
    for error in FieldError::ALL {
        assert!(cases.iter().any(|(of, ..)| of == error), "{error:?} has no row");
    }
    let business = Typed { text: "", brands: Brands::NONE, owner: Owner::Business };
    assert_eq!(sentence(FieldError::IdentityNumberRequired, &business), Text::new("kr.biz.invalid"));
    for field in Field::ALL {
        assert!(FIELDS.iter().any(|spec| spec.field == field), "{field:?} has no entry");
    }
}

#[test]
fn each_text_becomes_its_own_part_of_the_card() {
    for spec in FIELDS {
        let mut card = CardFields::default();
        (spec.take)(&mut card, Zeroizing::new("12".to_owned()));
        let parts = [
            (Field::CardNumber, Some(&card.number)),
            (Field::ExpirationDate, Some(&card.expiry)),
            (Field::Cvv, Some(&card.cvv)),
            (Field::CardholderName, card.holder.as_ref()),
            (Field::IdentityNumber, card.identity.as_ref()),
            (Field::CardPassword, card.password.as_ref()),
        ];
        for (field, part) in parts {
            let taken = part.is_some_and(|text| text.as_str() == "12");
            assert_eq!(taken, field == spec.field, "{field:?} from {:?}", spec.field);
        }
    }
    let mut form = form();
    fill(&mut form, &[(Field::CardholderName, "  ")]);
    assert!(form.card().holder.is_none(), "spaces are no name");
}

#[test]
fn a_field_that_is_hidden_forgets_its_text() {
    let options = |name| FormOptions { name, ..FormOptions::default() };
    let mut form = Form::new(options(NameMode::Required), NOW);
    fill(&mut form, &[(Field::CardholderName, "KIM MINSEO"), (Field::Cvv, "123")]);
    form.reduce(payments_widget::form::FormEvent::Options(options(NameMode::Hidden)));
    assert!(form.card().holder.is_none());
    form.reduce(payments_widget::form::FormEvent::Options(options(NameMode::Optional)));
    assert_eq!(form.text(Field::CardholderName).as_str(), "");
    assert_eq!(form.text(Field::Cvv).as_str(), "123");
}

#[test]
fn a_code_is_required_of_every_brand_that_has_one() {
    for (number, required) in [("4242", true), ("378282", true), ("1354", false)] {
        let mut form = form();
        fill(&mut form, &[(Field::CardNumber, number)]);
        let view = form.view();
        assert_eq!(view.field(Field::Cvv).map(|field| field.required), Some(required), "{number}");
    }
}

#[test]
fn the_fields_of_digits_and_the_secret_ones() {
    let names =
        |of: fn(&FieldSpec) -> bool| FIELDS.iter().filter(|spec| of(spec)).map(|spec| spec.field).collect::<Vec<_>>();
    assert_eq!(
        names(FieldSpec::digits),
        [Field::CardNumber, Field::ExpirationDate, Field::Cvv, Field::IdentityNumber, Field::CardPassword]
    );
    assert_eq!(names(|spec| spec.secret), [Field::CardNumber, Field::Cvv, Field::IdentityNumber, Field::CardPassword]);
}

#[test]
fn a_card_needs_a_name_where_the_form_requires_one() {
    for (name, required) in [(NameMode::Required, true), (NameMode::Optional, false), (NameMode::Hidden, false)] {
        let options = FormOptions { name, ..FormOptions::default() };
        assert_eq!(options.card_rules(NOW).holder_required, required, "{name:?}");
    }
}
