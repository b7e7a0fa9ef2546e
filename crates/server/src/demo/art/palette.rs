//! Colours with desk names. Flat and warm; never a gradient.

use super::canvas::Hue;

/// Blue-black ink.
pub const INK: Hue = 0x16_192e;
/// Drawing paper.
pub const PAPER: Hue = 0xfa_f4e6;
/// Highlighter.
pub const MARK: Hue = 0xeb_f13c;
/// Eraser pink.
pub const ERASER: Hue = 0xff_94a8;
/// Ruler blue.
pub const RULER: Hue = 0x1d_4fd7;
/// Poster-paint red.
pub const RED: Hue = 0xe6_412f;
/// Pencil-case orange.
pub const ORANGE: Hue = 0xf5_8a2b;
/// School-bus yellow.
pub const YELLOW: Hue = 0xf7_c11e;
/// Blackboard green.
pub const BOARD: Hue = 0x1f_4a3d;
/// Gym-floor green.
pub const GREEN: Hue = 0x1f_9d63;
/// Map turquoise.
pub const TEAL: Hue = 0x12_8c96;
/// Raincoat sky.
pub const SKY: Hue = 0x8f_cdea;
/// Felt-pen violet.
pub const VIOLET: Hue = 0x6b_3fa8;
/// Craft-paper brown.
pub const CRAFT: Hue = 0xc8_9a6a;

/// Skin tones of a school yard.
pub const SKINS: [Hue; 7] = [
    0xf8_d3b4, 0xf0_bd95, 0xe0_a274, 0xc6_8553, 0x9f_643b, 0x7a_4a2b, 0xfb_dfc6,
];
/// Hair, some of it dyed for the school ball.
pub const HAIRS: [Hue; 9] = [
    0x24_1b1e, 0x3b_2619, 0x6a_4022, 0xa9_6a32, 0xe3_b65b, 0xf2_d48a, 0xb5_4a24, 0x2d_4fb0,
    0xe4_5c8c,
];
/// Jumpers and shirts.
pub const CLOTHES: [Hue; 9] = [
    RED, ORANGE, YELLOW, GREEN, TEAL, RULER, VIOLET, ERASER, PAPER,
];

/// Sets that sit well together: ground first, then four colours, then the dark one.
pub const SETS: [[Hue; 6]; 6] = [
    [0xfb_f1dc, RED, 0xf5_b52e, 0x11_7a80, 0xf3_93a6, INK],
    [0xf7_c11e, RULER, 0xff_7f6b, PAPER, 0x19_8f5a, INK],
    [
        0x17_5c78, 0xf4_b13e, 0xf0_633f, 0xfb_eed6, 0x8f_d0c0, 0x10_1f38,
    ],
    [0xff_9db0, 0xd9_2f3f, RULER, 0xfc_e26a, PAPER, 0x22_1440],
    [
        0xec_e4d0, 0x2f_7d4f, 0xe9_6b2c, 0xf1_c23a, 0x5a_3f9a, 0x1b_1b2a,
    ],
    [
        0x24_2a6b, 0xff_6a55, 0xff_cf3d, 0x5f_cbb8, 0xf6_ead4, 0x10_1232,
    ],
];
