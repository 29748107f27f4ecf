//! Every colour, size and font of the window. Nothing else in `app` writes a colour down.

use super::reader::{MarkStyle, Pattern, ReaderTheme};
use crate::model::{Label, LabelId, Schema};
use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, Style, TextStyle, Theme, Visuals, vec2,
};
use std::sync::Arc;

/// The UI face.
pub const UI_REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
/// The UI face for headings and what is chosen.
pub const UI_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");
/// The reading faces: regular, bold, italic, bold italic.
pub const READING_FACES: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/Literata-Regular.ttf"),
    include_bytes!("../../assets/fonts/Literata-Bold.ttf"),
    include_bytes!("../../assets/fonts/Literata-Italic.ttf"),
    include_bytes!("../../assets/fonts/Literata-BoldItalic.ttf"),
];
/// The reading faces' family.
pub const READING_FAMILY: &str = "Literata";
/// The program's icon, PNG, 256 × 256.
pub const ICON_PNG: &[u8] = include_bytes!("../../assets/icon/countermark-256.png");

/// Sizes and distances in points. Steps of 4.
pub mod size {
    /// Between what belongs together.
    pub const GAP: f32 = 4.0;
    /// Between groups; margin of panels.
    pub const GROUP: f32 = 8.0;
    /// Between sections.
    pub const SECTION: f32 = 16.0;
    /// Height of a row in lists and tables.
    pub const ROW: f32 = 24.0;
    /// Height of an article's row, two lines.
    pub const ARTICLE_ROW: f32 = 44.0;
    /// Text of controls.
    pub const TEXT: f32 = 14.0;
    /// Small text: counts, hints.
    pub const SMALL: f32 = 12.0;
    /// Headings of dialogs.
    pub const HEADING: f32 = 18.0;
    /// Corners.
    pub const CORNER: u8 = 4;
    /// Width and height of a tag's swatch.
    pub const SWATCH: f32 = 16.0;
    /// Row height of the reading text as a multiple of its size.
    pub const READING_LINE: f32 = 1.6;
    /// Room behind a paragraph as a multiple of the reading text's size.
    pub const READING_PARAGRAPH: f32 = 0.5;
    /// A dialog's width.
    pub const DIALOG: f32 = 480.0;
}

/// The family of [`UI_SEMIBOLD`].
#[must_use]
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// All colours of one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// Light text on a dark ground.
    pub is_dark: bool,
    /// Panels, title row, menus.
    pub panel: Color32,
    /// Behind the reading text and in fields.
    pub page: Color32,
    /// Windows and pop-ups.
    pub raised: Color32,
    /// Every second row of tables.
    pub stripe: Color32,
    /// Text.
    pub text: Color32,
    /// Text of less weight; still 4.5:1 on every ground.
    pub weak: Color32,
    /// Lines between panels, frames of fields.
    pub line: Color32,
    /// Frames of controls: 3:1.
    pub frame: Color32,
    /// Ground of a control.
    pub control: Color32,
    /// Ground of a control under the pointer.
    pub control_hovered: Color32,
    /// Ground of a control that is held.
    pub control_active: Color32,
    /// What is chosen, focus, links.
    pub accent: Color32,
    /// Ground of what is chosen in lists.
    pub chosen: Color32,
    /// Ground of selected text.
    pub selection: Color32,
    /// Ground of search hits.
    pub search_hit: Color32,
    /// Dashed outlines of suggestions: 3:1.
    pub suggestion: Color32,
    /// Success.
    pub good: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Ground of a warning bar.
    pub warning_ground: Color32,
    /// Errors.
    pub error: Color32,
    /// Ground of an error bar.
    pub error_ground: Color32,
    /// Behind a dialog that must be answered.
    pub backdrop: Color32,
    /// Shadows.
    pub shadow: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Tokens {
    /// Dark text on a light ground.
    #[must_use]
    pub const fn light() -> Self {
        Self {
            is_dark: false,
            panel: rgb(0x00f4_f3f0),
            page: rgb(0x00ff_fefc),
            raised: rgb(0x00fb_faf8),
            stripe: rgb(0x00ee_edea),
            text: rgb(0x001f_2328),
            weak: rgb(0x0055_5b64),
            line: rgb(0x00d9_d7d2),
            frame: rgb(0x008c_8a85),
            control: rgb(0x00e6_e4df),
            control_hovered: rgb(0x00da_d8d2),
            control_active: rgb(0x00cb_c9c2),
            accent: rgb(0x001d_5bb8),
            chosen: rgb(0x00d3_e2f8),
            selection: rgb(0x00b9_d6fb),
            search_hit: rgb(0x00ff_e48a),
            suggestion: rgb(0x006b_4fa0),
            good: rgb(0x001b_6e3c),
            warning: rgb(0x007a_5000),
            warning_ground: rgb(0x00fd_f0cf),
            error: rgb(0x00a6_2515),
            error_ground: rgb(0x00fc_e4df),
            backdrop: Color32::from_black_alpha(70),
            shadow: Color32::from_black_alpha(40),
        }
    }

    /// Light text on a dark ground.
    #[must_use]
    pub const fn dark() -> Self {
        Self {
            is_dark: true,
            panel: rgb(0x0022_2428),
            page: rgb(0x001a_1c1f),
            raised: rgb(0x002a_2d32),
            stripe: rgb(0x0029_2b30),
            text: rgb(0x00e6_e5e1),
            weak: rgb(0x00ad_b2b9),
            line: rgb(0x003b_3f45),
            frame: rgb(0x007c_828b),
            control: rgb(0x0036_3a40),
            control_hovered: rgb(0x0043_4850),
            control_active: rgb(0x0050_565f),
            accent: rgb(0x0086_b6ff),
            chosen: rgb(0x002b_4161),
            selection: rgb(0x004b_668f),
            search_hit: rgb(0x006b_5310),
            suggestion: rgb(0x00bf_a6ee),
            good: rgb(0x007f_d19b),
            warning: rgb(0x00f0_c265),
            warning_ground: rgb(0x0042_3717),
            error: rgb(0x00ff_9d8c),
            error_ground: rgb(0x004d_2620),
            backdrop: Color32::from_black_alpha(140),
            shadow: Color32::from_black_alpha(110),
        }
    }

    /// Of the theme that egui has in force.
    #[must_use]
    pub fn of(ctx: &Context) -> Self {
        match ctx.theme() {
            Theme::Dark => Self::dark(),
            Theme::Light => Self::light(),
        }
    }

    /// The look of a tag; unknown ones are grey.
    #[must_use]
    pub fn mark_style(&self, schema: &Schema, label: &LabelId) -> MarkStyle {
        let at = schema.labels.iter().position(|l| l.id == *label);
        match at {
            Some(i) => self.label_style(&schema.labels[i], i),
            None => self.style_of(self.weak, 0),
        }
    }

    /// The look of an annotation whose words are gone: no ground, and points in the colour of errors.
    #[must_use]
    pub fn lost_style(&self) -> MarkStyle {
        MarkStyle {
            color: self.error,
            ground: Color32::TRANSPARENT,
            pattern: Pattern::Dotted,
        }
    }

    /// The look of the `place`-th label of a schema, counted from 0.
    #[must_use]
    pub fn label_style(&self, label: &Label, place: usize) -> MarkStyle {
        let color = parse_hex(&label.color).unwrap_or(self.weak);
        self.style_of(color, place)
    }

    fn style_of(&self, color: Color32, place: usize) -> MarkStyle {
        let line = self.readable(color, self.page, 3.0);
        MarkStyle {
            color: line,
            ground: line.gamma_multiply(if self.is_dark { 0.30 } else { 0.17 }),
            pattern: Pattern::ALL[place % Pattern::ALL.len()],
        }
    }

    /// `color`, mixed with the text's colour as far as needed to stand out `ratio`:1 on `ground`.
    #[must_use]
    pub fn readable(&self, color: Color32, ground: Color32, ratio: f32) -> Color32 {
        let goal = self.text;
        (0..=20)
            .map(|step| mix(color, goal, step as f32 / 20.0))
            .find(|c| contrast(*c, ground) >= ratio)
            .unwrap_or(goal)
    }

    /// The reading pane's colours.
    #[must_use]
    pub fn reader_theme(&self) -> ReaderTheme {
        ReaderTheme {
            dark: self.is_dark,
            background: self.page,
            text: self.text,
            heading: self.text,
            hidden_text: self.weak,
            hidden_ground: self.control,
            selection: self.selection,
            search_hit: self.search_hit,
            search_outline: self.warning,
            caret: self.accent,
            current_outline: self.accent,
            suggestion: self.suggestion,
            suggestion_ground: self.suggestion.gamma_multiply(if self.is_dark {
                0.25
            } else {
                0.14
            }),
            scroll_track: self.panel,
            scroll_thumb: self.frame,
            scroll_thumb_active: self.accent,
            focus_ring: self.accent,
        }
    }

    /// Sets both themes' styles and the fonts; once for a context.
    pub fn install(ctx: &Context) {
        ctx.set_fonts(fonts());
        ctx.set_style_of(Theme::Light, Self::light().style());
        ctx.set_style_of(Theme::Dark, Self::dark().style());
    }

    /// egui's style of these tokens.
    #[must_use]
    pub fn style(&self) -> Style {
        let mut style = Style {
            text_styles: [
                (TextStyle::Small, FontId::proportional(size::SMALL)),
                (TextStyle::Body, FontId::proportional(size::TEXT)),
                (TextStyle::Button, FontId::proportional(size::TEXT)),
                (TextStyle::Monospace, FontId::monospace(size::TEXT - 1.0)),
                (TextStyle::Heading, FontId::new(size::HEADING, semibold())),
            ]
            .into(),
            visuals: self.visuals(),
            // No motion that is needed: panels and menus open at once.
            animation_time: 0.0,
            ..Style::default()
        };
        style.spacing.item_spacing = vec2(size::GROUP, 6.0);
        style.spacing.button_padding = vec2(8.0, 3.0);
        style.spacing.interact_size.y = size::ROW;
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.window_margin = Margin::same(14);
        style.spacing.tooltip_width = 360.0;
        // A bar that shows only under the pointer leaves unseen that there is more below.
        style.spacing.scroll.floating_width = 4.0;
        style.spacing.scroll.dormant_handle_opacity = 0.7;
        style.interaction.tooltip_delay = 0.4;
        style.interaction.selectable_labels = false;
        style
    }

    fn visuals(&self) -> Visuals {
        let base = if self.is_dark {
            Visuals::dark()
        } else {
            Visuals::light()
        };
        let corner_radius = CornerRadius::same(size::CORNER);
        let widget = |fill: Color32, frame: Color32, text: Color32| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: Stroke::new(1.0, frame),
            corner_radius,
            fg_stroke: Stroke::new(1.0, text),
            expansion: 0.0,
        };
        let mut visuals = Visuals {
            widgets: Widgets {
                noninteractive: widget(self.panel, self.line, self.text),
                inactive: widget(self.control, Color32::TRANSPARENT, self.text),
                hovered: widget(self.control_hovered, self.frame, self.text),
                active: widget(self.control_active, self.accent, self.text),
                open: widget(self.control_hovered, self.frame, self.text),
            },
            selection: Selection {
                bg_fill: self.chosen,
                stroke: Stroke::new(1.5, self.accent),
            },
            override_text_color: None,
            weak_text_color: Some(self.weak),
            hyperlink_color: self.accent,
            faint_bg_color: self.stripe,
            extreme_bg_color: self.page,
            text_edit_bg_color: Some(self.page),
            code_bg_color: self.control,
            warn_fg_color: self.warning,
            error_fg_color: self.error,
            window_corner_radius: CornerRadius::same(8),
            menu_corner_radius: CornerRadius::same(6),
            window_fill: self.raised,
            window_stroke: Stroke::new(1.0, self.line),
            window_shadow: Shadow {
                offset: [0, 6],
                blur: 20,
                spread: 0,
                color: self.shadow,
            },
            popup_shadow: Shadow {
                offset: [0, 4],
                blur: 12,
                spread: 0,
                color: self.shadow,
            },
            panel_fill: self.panel,
            ..base
        };
        // A blinking cursor draws a frame twice a second for nothing.
        visuals.text_cursor.blink = false;
        visuals.text_cursor.stroke = Stroke::new(2.0, self.accent);
        visuals.disabled_alpha = 0.6;
        visuals
    }
}

/// The UI faces in front of egui's own, which hold the symbols that they lack.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("ui", UI_REGULAR), ("ui-semibold", UI_SEMIBOLD)] {
        let data = Arc::new(FontData::from_static(bytes));
        fonts.font_data.insert(name.to_owned(), data);
    }
    let fallbacks = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, face) in [
        (FontFamily::Proportional, "ui"),
        (semibold(), "ui-semibold"),
    ] {
        let mut faces = vec![face.to_owned()];
        faces.extend(fallbacks.iter().cloned());
        fonts.families.insert(family, faces);
    }
    fonts
}

/// The colour of `#rgb` or `#rrggbb`.
#[must_use]
pub fn parse_hex(hex: &str) -> Option<Color32> {
    let digits = hex.trim().strip_prefix('#')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => Some(rgb(value)),
        3 => {
            let nibble = |shift: u32| ((value >> shift) & 0xf) as u8 * 17;
            Some(Color32::from_rgb(nibble(8), nibble(4), nibble(0)))
        }
        _ => None,
    }
}

/// `#rrggbb`.
#[must_use]
pub fn to_hex(color: Color32) -> String {
    let [r, g, b, _] = color.to_srgba_unmultiplied();
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let channel = |a: u8, b: u8| {
        (f32::from(a) + (f32::from(b) - f32::from(a)) * share)
            .round()
            .clamp(0.0, 255.0) as u8
    };
    Color32::from_rgb(
        channel(from.r(), to.r()),
        channel(from.g(), to.g()),
        channel(from.b(), to.b()),
    )
}

/// Contrast of two opaque colours, 1 to 21: WCAG 2.2, "contrast ratio" and "relative luminance".
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| {
        let linear = |channel: u8| {
            let v = f32::from(channel) / 255.0;
            if v <= 0.04045 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        // #767676 on white is the textbook's lightest grey that passes 4.5.
        assert!((contrast(rgb(0x0076_7676), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn text_stands_out_on_every_ground_in_both_themes() {
        for t in [Tokens::light(), Tokens::dark()] {
            let grounds = [
                t.panel,
                t.page,
                t.raised,
                t.stripe,
                t.control,
                t.chosen,
                t.selection,
            ];
            for ground in grounds {
                assert!(contrast(t.text, ground) >= 4.5, "text on {ground:?}");
            }
            for ground in [t.panel, t.page, t.raised, t.stripe, t.control, t.chosen] {
                for (name, text) in [("weak", t.weak), ("accent", t.accent)] {
                    let ratio = contrast(text, ground);
                    assert!(
                        ratio >= 4.5,
                        "{name} on {ground:?}: {ratio} dark {}",
                        t.is_dark
                    );
                }
            }
            for ground in [t.panel, t.page, t.raised] {
                for text in [t.good, t.warning, t.error] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
                assert!(contrast(t.frame, ground) >= 3.0, "frame on {ground:?}");
                assert!(contrast(t.suggestion, ground) >= 3.0, "suggestion");
            }
            assert!(contrast(t.text, t.warning_ground) >= 4.5);
            assert!(contrast(t.text, t.error_ground) >= 4.5);
            assert!(contrast(t.text, t.search_hit) >= 4.5);
        }
    }

    #[test]
    fn a_tag_of_any_colour_has_a_visible_line() {
        for t in [Tokens::light(), Tokens::dark()] {
            for hex in ["#ffffff", "#000000", "#ffff00", "#2f6fd0", "nonsense"] {
                let label = Label {
                    color: hex.to_owned(),
                    ..Schema::standard().labels[0].clone()
                };
                let style = t.label_style(&label, 3);
                assert!(contrast(style.color, t.page) >= 3.0, "{hex}");
            }
        }
    }

    #[test]
    fn hex_colours_round_trip() {
        assert_eq!(parse_hex("#2f6fd0").map(to_hex).as_deref(), Some("#2f6fd0"));
        assert_eq!(parse_hex("#fff").map(to_hex).as_deref(), Some("#ffffff"));
        for bad in ["", "#", "2f6fd0", "#2f6fd", "#ä0000", "#gggggg", "#+12345"] {
            assert_eq!(parse_hex(bad), None, "{bad}");
        }
    }
}
