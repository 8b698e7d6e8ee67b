//! What is sent about the browser for EMV 3-D Secure.

use payments_widget::protocol::payment::{COLOR_DEPTHS, challenge_window_size, color_depth};

#[test]
fn a_color_depth_is_one_that_emv_knows() {
    for (screen, depth) in [
        (0, 24),
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 4),
        (7, 4),
        (8, 8),
        (14, 8),
        (15, 15),
        (16, 16),
        (23, 16),
        (24, 24),
        // Deep color: acquirers refuse 30.
        (30, 24),
        (31, 24),
        (32, 32),
        (36, 32),
        (47, 32),
        (48, 48),
        (64, 48),
        (u32::MAX, 48),
    ] {
        assert_eq!(color_depth(screen), depth, "{screen}");
    }
    for depth in COLOR_DEPTHS {
        assert_eq!(color_depth(depth), depth);
    }
}

#[test]
fn a_phone_gets_the_narrow_challenge_window() {
    for (width, size) in
        [(0.0, "02"), (320.0, "02"), (479.9, "02"), (480.0, "03"), (1440.0, "03"), (f64::INFINITY, "03")]
    {
        assert_eq!(challenge_window_size(width), size, "{width}");
    }
}
