//! Saved cards, between the server and the form.

use payments_widget::card::{Brand, CardFields, FieldError, YearMonth};
use payments_widget::checkout::order::SavedPayment;
use payments_widget::checkout::saved::{saved_cards, saved_change};
use payments_widget::form::SavedChange;
use payments_widget::protocol::saved_card::SavedCard;
use zeroize::Zeroizing;

fn card(brand: &str) -> SavedCard {
    let [id, last4, created_at] = ["card_1", "4242", "2026-11-24T08:31:00Z"].map(str::to_owned);
    let mut card = SavedCard::new(id, last4, 12, 2034, created_at);
    card.brand = Some(brand.to_owned());
    card
}

#[test]
fn the_form_gets_the_cards_in_their_order() {
    let cards = saved_cards(vec![card("visa"), card("a brand of tomorrow")]);
    assert_eq!(cards.iter().map(|card| card.brand).collect::<Vec<_>>(), [Some(Brand::Visa), None]);
    assert_eq!(cards.first().map(|card| card.expiry), Some(YearMonth { year: 2034, month: 12 }));
}

#[test]
fn each_answer_says_what_became_of_the_card() {
    let cases = [
        (true, true, false, SavedChange::Deleted),
        (false, true, false, SavedChange::Restored),
        (true, false, true, SavedChange::Gone),
        (false, false, true, SavedChange::Gone),
        (true, false, false, SavedChange::DeleteFailed),
        (false, false, false, SavedChange::RestoreFailed),
    ];
    for (is_delete, done, is_gone, change) in cases {
        assert_eq!(saved_change(is_delete, done, is_gone), change, "{is_delete} {done} {is_gone}");
    }
}

#[test]
fn only_the_code_of_a_saved_card_is_read() {
    let cards = saved_cards(vec![card("american-express")]);
    let Some(amex) = cards.first() else { panic!("no card") };
    let typed =
        |cvv: &str| CardFields { cvv: Zeroizing::new(cvv.to_owned()), installment_months: 3, ..CardFields::default() };
    let read = |cvv: &str, is_asked| SavedPayment::read(amex, &typed(cvv), is_asked);
    let Ok(payment) = read("1234", true) else { panic!("four digits are right") };
    assert_eq!((payment.id.as_str(), payment.installment_months), ("card_1", 3));
    assert_eq!(payment.cvv.map(|cvv| cvv.expose().to_owned()), Some("1234".to_owned()));
    assert_eq!(read("123", true).err(), Some(vec![FieldError::CvvIncomplete]));
    assert!(read("", false).is_ok_and(|payment| payment.cvv.is_none()));
}
