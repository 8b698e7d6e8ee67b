//! The shape of a client secret.

use payments_widget::protocol::session::session_id;

#[test]
fn the_id_is_the_part_before_the_secret() {
    let rows = [
        ("ps_7Yb2kQ0m_secret_Vx1c3sJ0pQe7uYt5RkLz9A", Some("ps_7Yb2kQ0m")),
        ("ps_7Yb2kQ0m_secret_Vx1c3sJ0pQe7uYt5RkLz9", None),
        ("ps_7Yb2kQ0m_secret_Vx1c3sJ0pQe7uYt5RkLz9A=", None),
        ("ps_7Yb2kQ0m_Vx1c3sJ0pQe7uYt5RkLz9A", None),
        ("_secret_Vx1c3sJ0pQe7uYt5RkLz9A", None),
        ("ps 7_secret_Vx1c3sJ0pQe7uYt5RkLz9A", None),
        ("", None),
    ];
    for (secret, id) in rows {
        assert_eq!(session_id(secret), id, "{secret}");
    }
}
