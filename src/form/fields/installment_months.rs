//! Korea: in how many months the payer pays.

use super::{Control, FieldSpec, Help, Presence};
use crate::card::edit::Kind;
use crate::card::{Check, Field};
use crate::text::Text;

pub(super) const SPEC: FieldSpec = FieldSpec {
    field: Field::InstallmentMonths,
    label: |_| "inst.label",
    css_class: "instalments",
    dom_id: "instalments",
    part: "instalments",
    grid_classes: "",
    control: Control::Select,
    help: Help::None,
    presence: |options, _| match options.offered_installments() {
        [] => Presence::Hidden,
        _ => Presence::Optional,
    },
    // Nothing is typed.
    kind: |_| Kind::Name,
    // The form forgets a choice that is not offered any more.
    check: |_, _| Check::VALID,
    secret: false,
    // The form reads the choice: without one it is the first that is offered.
    take: |_, _| {},
    sentence: |_, _| Text::new("inst.invalid"),
};
