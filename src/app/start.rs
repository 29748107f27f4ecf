//! Opening the window, and saying clearly why it cannot be opened: OpenGL first, then wgpu, then words.

use super::tokens::ICON_PNG;
use super::window::App;
use crate::workspace::Environment;
use crate::workspace::settings::Settings;
use crate::workspace::wait_for_writers;
use eframe::{NativeOptions, Renderer};
use egui::{ViewportBuilder, vec2};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The exit code where no window can be opened.
const NO_WINDOW: u8 = 4;
/// After a panic the writers of journals have this long to end what they were asked.
const MAX_FLUSH: Duration = Duration::from_secs(2);
/// The window's size at the very first start, in points.
const FIRST_SIZE: (f32, f32) = (1200.0, 740.0);
/// Smaller it does not get, in points.
const MIN_SIZE: (f32, f32) = (480.0, 360.0);

/// Opens the window on `files` and stays until it is closed. Never panics: where no window can be opened, it says what
/// is missing, which package brings it and which `commands` work without one, and returns 4.
#[must_use]
pub fn run(files: Vec<PathBuf>, commands: impl FnOnce() -> Vec<String>) -> ExitCode {
    let files: Vec<PathBuf> = files
        .into_iter()
        .map(|path| std::path::absolute(&path).unwrap_or(path))
        .collect();
    let mut causes = Vec::new();
    for renderer in [Renderer::Glow, Renderer::Wgpu] {
        match open_window(renderer, files.clone()) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(failure) => {
                log::info!("{renderer}: {failure:?}");
                let may_try_again = failure.may_try_again();
                causes.push(failure);
                if !may_try_again {
                    break;
                }
            }
        }
    }
    eprintln!("{}", explain(&causes, &commands()));
    ExitCode::from(NO_WINDOW)
}

/// Why there is no window.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
    /// What the window system or the renderer said.
    Said(String),
    /// A dependency gave up: a library was missing.
    Panicked(String),
    /// The program itself gave up while the window was open.
    Crashed(String),
}

impl Failure {
    /// Another renderer might do: the display is there, and the event loop can still be used.
    fn may_try_again(&self) -> bool {
        match self {
            Self::Said(text) => !is_about_display(text),
            Self::Panicked(_) | Self::Crashed(_) => false,
        }
    }
}

fn is_about_display(text: &str) -> bool {
    ["DISPLAY", "X server", "xlib", "Wayland", "EventLoop"]
        .iter()
        .any(|word| text.contains(word))
}

fn open_window(renderer: Renderer, files: Vec<PathBuf>) -> Result<(), Failure> {
    let env = Environment::real();
    let settings = Settings::load(&env);
    let options = options_of(renderer, &settings);
    let was_opened = Arc::new(AtomicBool::new(false));
    let opened = was_opened.clone();
    let hook = QuietPanics::install();
    let result = catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            "Countermark",
            options,
            Box::new(move |cc| {
                opened.store(true, Ordering::Relaxed);
                let ctx = cc.egui_ctx.clone();
                let env = Environment {
                    wake: Arc::new(move || ctx.request_repaint()),
                    ..env
                };
                Ok(Box::new(App::new(env, &cc.egui_ctx, files)))
            }),
        )
    }));
    let said = hook.take();
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::Said(format!("{error} ({error:?})"))),
        Err(payload) => {
            let text = said.unwrap_or_else(|| words_of(&*payload));
            Err(if was_opened.load(Ordering::Relaxed) {
                Failure::Crashed(text)
            } else {
                Failure::Panicked(text)
            })
        }
    }
}

fn options_of(renderer: Renderer, settings: &Settings) -> NativeOptions {
    let (width, height) = settings.window.unwrap_or(FIRST_SIZE);
    let mut viewport = ViewportBuilder::default()
        .with_title("Countermark")
        .with_app_id("countermark")
        .with_inner_size(vec2(width, height))
        .with_min_inner_size(vec2(MIN_SIZE.0, MIN_SIZE.1))
        .with_maximized(settings.maximized)
        .with_drag_and_drop(true);
    match eframe::icon_data::from_png_bytes(ICON_PNG) {
        Ok(icon) => viewport = viewport.with_icon(icon),
        Err(error) => log::warn!("the icon cannot be read: {error}"),
    }
    NativeOptions {
        viewport,
        renderer,
        // The program's own settings hold the window's size: they are written whole or not at all.
        persist_window: false,
        ..NativeOptions::default()
    }
}

type PanicHook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Panics are logged and kept for the message instead of being printed with a source line; the hook that was there
/// comes back when this is dropped.
struct QuietPanics {
    said: Arc<Mutex<Option<String>>>,
    before: Option<PanicHook>,
}

impl QuietPanics {
    fn install() -> Self {
        let said = Arc::new(Mutex::new(None));
        let keep = said.clone();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = words_of(info.payload());
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            log::error!("panic at {place}: {text}");
            // The first one counts: later ones follow from it.
            keep.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(format!("{text} ({place})"));
            // Whatever becomes of the program now, the edits made so far are not to depend on it.
            if !wait_for_writers(MAX_FLUSH) {
                log::error!("the disk is slow: edits are still being written");
            }
        }));
        Self {
            said,
            before: Some(before),
        }
    }

    fn take(&self) -> Option<String> {
        self.said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        if let Some(before) = self.before.take()
            && !std::thread::panicking()
        {
            std::panic::set_hook(before);
        }
    }
}

fn words_of(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without words".to_owned())
}

/// What to tell, as every error of the program is told: what is missing, and the Debian package that brings it.
fn explain(causes: &[Failure], commands: &[String]) -> String {
    let commands = commands.join(", ");
    let texts: Vec<&str> = causes
        .iter()
        .map(|c| match c {
            Failure::Said(t) | Failure::Panicked(t) | Failure::Crashed(t) => t.as_str(),
        })
        .collect();
    let all = texts.join("\n  ");
    let has = |word: &str| all.contains(word);
    if let Some(Failure::Crashed(text)) = causes.last() {
        return format!(
            "error: Countermark stopped because of a fault of its own: {text}\n\
             help: start it again; every acknowledged edit is in the journal and will be found"
        );
    }
    let (what, help) = if has("neither WAYLAND_DISPLAY") {
        (
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)".to_owned(),
            "start it from a desktop",
        )
    } else if has("Failed to open connection to X server") {
        let display = std::env::var("DISPLAY").unwrap_or_default();
        (
            format!("no X server answers at DISPLAY={display}"),
            "set DISPLAY to one that runs, or start it from a desktop",
        )
    } else if has("xkbcommon") {
        (
            "the library libxkbcommon-x11 is missing".to_owned(),
            "on Debian and Ubuntu: apt install libxkbcommon-x11-0",
        )
    } else if has("xlib") || has("libX11") || has("XNotSupported") {
        (
            "an X11 library is missing".to_owned(),
            "on Debian and Ubuntu: apt install libx11-6 libx11-xcb1 libxcursor1 libxi6",
        )
    } else if has("glutin") || has("EGL") || has("surface") || has("dapter") {
        (
            format!("neither OpenGL nor Vulkan works:\n  {all}"),
            "on Debian and Ubuntu: apt install libegl1 libgl1-mesa-dri",
        )
    } else {
        (all.clone(), "RUST_LOG=debug countermark tells more")
    };
    format!(
        "error: no window can be opened: {what}\n\
         help: {help}; without a window these work: countermark {commands}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &[Failure], wanted: &[&str]) {
        let text = explain(said, &["new".to_owned(), "search".to_owned()]);
        for word in wanted {
            assert!(text.contains(word), "{word:?} is not in: {text}");
        }
    }

    #[test]
    fn each_failure_names_what_is_missing_and_the_package() {
        let said = |text: &str| Failure::Said(text.to_owned());
        check(
            &[said(
                "winit EventLoopError: os error: neither WAYLAND_DISPLAY nor WAYLAND_SOCKET nor DISPLAY is set.",
            )],
            &[
                "error: no window",
                "help: ",
                "no display",
                "these work: countermark new, search",
            ],
        );
        check(
            &[said("os error: Failed to open connection to X server")],
            &["no X server answers"],
        );
        check(
            &[Failure::Panicked(
                "Library libxkbcommon-x11.so could not be loaded.".to_owned(),
            )],
            &["libxkbcommon-x11-0"],
        );
        check(
            &[said("Failed to load one of xlib's shared libraries")],
            &["libx11-6 libx11-xcb1 libxcursor1 libxi6"],
        );
        check(
            &[
                said("Found no glutin configs matching the template"),
                said("WGPU error: Failed to create surface for any enabled backend: {}"),
            ],
            &["libegl1 libgl1-mesa-dri", "glutin", "WGPU"],
        );
    }

    #[test]
    fn another_renderer_is_tried_only_where_it_could_help() {
        let said = |text: &str| Failure::Said(text.to_owned());
        assert!(said("Found no glutin configs matching the template").may_try_again());
        assert!(!said("neither WAYLAND_DISPLAY nor DISPLAY is set").may_try_again());
        assert!(!Failure::Panicked("libxkbcommon".into()).may_try_again());
    }
}
