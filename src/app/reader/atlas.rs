//! Glyph pictures: rasterised once by swash, kept in texture pages, cleared when they are too many
//! or when the scale of the window changes.
use super::layout::Face;
use egui::{Color32, ColorImage, Rect, TextureHandle, TextureId, TextureOptions, Vec2, pos2, vec2};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use swash::scale::{Render, ScaleContext, Source, StrikeWith, image::Content};
use swash::zeno::{Angle, Transform, Vector};

/// Sides of the first pages in pixels: 256 KiB of texture, enough for a screen of Latin letters, and 1 MiB.
const FIRST_PAGE_SIDES: [usize; 2] = [256, 512];
/// Side of the other pages in pixels: 4 MiB of texture.
const PAGE_SIDE: usize = 1024;
/// With more pages than this, all are thrown away and filled again.
const MAX_PAGES: usize = 8;
/// Horizontal steps within a pixel.
pub const N_SUBPIXELS: u8 = 4;

/// Where a glyph's picture is. Sizes in physical pixels.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// Index of the page.
    pub page: usize,
    /// Place on the page, 0 to 1.
    pub uv: Rect,
    /// From the pen position to the picture's upper left corner.
    pub offset: Vec2,
    /// Size of the picture.
    pub size: Vec2,
    /// Has its own colours, which the text colour must not tint.
    pub is_color: bool,
}

struct Page {
    texture: TextureHandle,
    /// In pixels.
    side: usize,
    x: usize,
    y: usize,
    row_height: usize,
}

/// One number is the whole key, so mixing its bits is enough.
#[derive(Default)]
pub struct MixHasher(u64);

impl Hasher for MixHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_u64(u64::from(b));
        }
    }
    fn write_u64(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// All glyph pictures of one window.
pub struct Atlas {
    pages: Vec<Page>,
    slots: HashMap<u64, Option<Slot>, BuildHasherDefault<MixHasher>>,
    scaler: ScaleContext,
    pixels_per_point: f32,
    is_dark: bool,
}

impl Default for Atlas {
    fn default() -> Self {
        Self {
            pages: Vec::new(),
            slots: HashMap::default(),
            scaler: ScaleContext::new(),
            pixels_per_point: 1.0,
            is_dark: false,
        }
    }
}

impl Atlas {
    /// To be called before the glyphs of a frame are asked for: forgets pictures of another scale.
    pub fn begin_frame(&mut self, pixels_per_point: f32, is_dark: bool) {
        #[allow(clippy::float_cmp, reason = "the very same number or not")]
        let is_same = self.pixels_per_point == pixels_per_point && self.is_dark == is_dark;
        if !is_same || self.pages.len() > MAX_PAGES {
            self.pages.clear();
            self.slots.clear();
            self.pixels_per_point = pixels_per_point;
            self.is_dark = is_dark;
        }
    }

    /// The texture of a page.
    #[must_use]
    pub fn texture(&self, page: usize) -> Option<TextureId> {
        self.pages.get(page).map(|page| page.texture.id())
    }

    /// The picture of a glyph of `face` (`face_idx` is its number), `None` for blanks.
    pub fn slot(
        &mut self,
        ctx: &egui::Context,
        face: &Face,
        face_idx: u16,
        glyph: u16,
        subpixel: u8,
    ) -> Option<Slot> {
        let key = (u64::from(face_idx) << 24) | (u64::from(glyph) << 8) | u64::from(subpixel);
        if let Some(slot) = self.slots.get(&key) {
            return *slot;
        }
        let slot = self.rasterise(ctx, face, glyph, subpixel);
        self.slots.insert(key, slot);
        slot
    }

    fn rasterise(
        &mut self,
        ctx: &egui::Context,
        face: &Face,
        glyph: u16,
        subpixel: u8,
    ) -> Option<Slot> {
        let px = face.size * self.pixels_per_point;
        let font = swash::FontRef::from_index(face.font.data.as_ref(), face.font.index as usize)?;
        let mut scaler = self
            .scaler
            .builder(font)
            .size(px)
            .hint(false)
            .normalized_coords(face.coords.iter().copied())
            .build();
        let mut render = Render::new(&[
            Source::ColorOutline(0),
            Source::ColorBitmap(StrikeWith::BestFit),
            Source::Outline,
            Source::Bitmap(StrikeWith::BestFit),
        ]);
        render.offset(Vector::new(
            f32::from(subpixel) / f32::from(N_SUBPIXELS),
            0.0,
        ));
        if face.is_emboldened {
            render.embolden(px / 24.0);
        }
        if let Some(degrees) = face.skew {
            render.transform(Some(Transform::skew(
                Angle::from_degrees(degrees),
                Angle::ZERO,
            )));
        }
        let image = render.render(&mut scaler, glyph)?;
        let (width, height) = (
            image.placement.width as usize,
            image.placement.height as usize,
        );
        if width == 0 || height == 0 || width + 2 > PAGE_SIDE || height + 2 > PAGE_SIDE {
            return None;
        }
        let is_color = image.content == Content::Color;
        let pixels: Vec<Color32> = match image.content {
            Content::Mask => image
                .data
                .iter()
                .map(|&a| Color32::from_white_alpha(coverage(a, self.is_dark)))
                .collect(),
            Content::Color | Content::SubpixelMask => image
                .data
                .chunks_exact(4)
                .map(|c| Color32::from_rgba_unmultiplied(c[0], c[1], c[2], c[3]))
                .collect(),
        };
        if pixels.len() != width * height {
            return None;
        }
        let (page, x, y) = self.room_for(ctx, width, height);
        self.pages[page].texture.set_partial(
            [x, y],
            ColorImage::new([width, height], pixels),
            TextureOptions::LINEAR,
        );
        #[allow(clippy::cast_precision_loss, reason = "at most 1024")]
        let place = |n: usize| n as f32;
        let side = place(self.pages[page].side);
        let size = vec2(place(width), place(height));
        #[allow(clippy::cast_precision_loss, reason = "a few pixels")]
        let offset = vec2(image.placement.left as f32, -image.placement.top as f32);
        Some(Slot {
            page,
            uv: Rect::from_min_size(pos2(place(x) / side, place(y) / side), size / side),
            offset,
            size,
            is_color,
        })
    }

    /// A free place of this size: page, x, y. The caller has checked that it fits on a page.
    fn room_for(
        &mut self,
        ctx: &egui::Context,
        width: usize,
        height: usize,
    ) -> (usize, usize, usize) {
        let fits = |side: usize| width.max(height) + 2 <= side;
        if let Some(page) = self.pages.last_mut().filter(|page| fits(page.side)) {
            if page.x + width + 1 > page.side {
                page.x = 1;
                page.y += page.row_height + 1;
                page.row_height = 0;
            }
            if page.y + height < page.side {
                let place = (page.x, page.y);
                page.x += width + 1;
                page.row_height = page.row_height.max(height);
                return (self.pages.len() - 1, place.0, place.1);
            }
        }
        let mut sides = FIRST_PAGE_SIDES.into_iter().skip(self.pages.len());
        let side = sides.find(|side| fits(*side)).unwrap_or(PAGE_SIDE);
        let texture = ctx.load_texture(
            "reader glyphs",
            ColorImage::filled([side, side], Color32::TRANSPARENT),
            TextureOptions::LINEAR,
        );
        self.pages.push(Page {
            texture,
            side,
            x: 1 + width + 1,
            y: 1,
            row_height: height,
        });
        (self.pages.len() - 1, 1, 1)
    }
}

/// Light on dark looks thin when blended in gamma space: thicken the edges.
fn coverage(alpha: u8, is_dark: bool) -> u8 {
    if !is_dark {
        return alpha;
    }
    let a = f32::from(alpha) / 255.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255"
    )]
    let thick = ((2.0 * a - a * a) * 255.0).round() as u8;
    thick
}

#[cfg(test)]
mod tests {
    use super::{Atlas, FIRST_PAGE_SIDES, PAGE_SIDE};
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pictures_lie_on_their_page_and_beside_each_other(sizes in vec((1_usize..90, 1_usize..90), 1..400), large in 1..PAGE_SIDE - 2, at in 0_usize..400) {
            let (mut atlas, ctx) = (Atlas::default(), egui::Context::default());
            let mut sizes = sizes;
            sizes.insert(at.min(sizes.len()), (large, large));
            let mut taken: Vec<(usize, egui::Rect)> = Vec::new();
            for (width, height) in sizes {
                let (page, x, y) = atlas.room_for(&ctx, width, height);
                let side = atlas.pages[page].side;
                prop_assert!(FIRST_PAGE_SIDES.contains(&side) || side == PAGE_SIDE);
                prop_assert!(x + width < side && y + height < side, "{x}+{width}, {y}+{height} of {side}");
                #[allow(clippy::cast_precision_loss, reason = "at most 1024")]
                let rect = egui::Rect::from_min_size(
                    egui::pos2(x as f32, y as f32),
                    egui::vec2(width as f32, height as f32),
                );
                prop_assert!(taken.iter().all(|(p, r)| *p != page || !r.intersect(rect).is_positive()));
                taken.push((page, rect));
            }
        }
    }
}
