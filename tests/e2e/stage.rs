//! A display nobody sees, a window manager on it, and the app between them: what the end-to-end test stands on.
//!
//! Everything is started on a display number that the X server itself picked and in folders of its own, so that runs do not meet.
//! All child processes are killed when their owner is dropped, also when a test panics.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{panicking, sleep};
use std::time::{Duration, Instant};

/// Size of the display, in pixels.
const SCREEN: (i32, i32) = (1280, 830);

/// Size of the app's window inside its frame, in pixels; frame and title bar fit on the display beside it.
pub const WINDOW: (i32, i32) = (1270, 800);

/// How long anything may take on a slow machine before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// A child process that does not outlive its owner.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks `ready` again and again until it gives something; panics with `what` when it takes too long.
#[track_caller]
pub fn wait_for<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "waited {} s for {what}",
            PATIENCE.as_secs()
        );
        sleep(Duration::from_millis(50));
    }
}

/// Lets the app draw a few frames after an input.
pub fn settle() {
    sleep(Duration::from_millis(400));
}

/// A virtual display with a window manager, and folders for the app's data.
pub struct Stage {
    display: String,
    folder: tempfile::TempDir,
    // Dropped in this order: the manager before the server.
    _manager: Guarded,
    _server: Guarded,
}

impl Stage {
    /// Starts the display and the window manager. Panics when a tool is missing: `.ci/run` installs them.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let size = format!("{}x{}x24", SCREEN.0, SCREEN.1);
        // `-displayfd 1`: the server picks a free number and prints it when it takes connections.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Guarded)
            .expect("Xvfb starts");
        let mut number = String::new();
        let stdout = server.0.stdout.take().expect("piped above");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("Xvfb tells its number");
        assert!(!number.trim().is_empty(), "Xvfb ended without a display");
        let display = format!(":{}", number.trim());

        // Without a window manager no key reaches the window.
        let manager = Command::new("openbox")
            .env("DISPLAY", &display)
            .env("HOME", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Guarded)
            .expect("openbox starts");
        let stage = Self {
            display,
            folder,
            _manager: manager,
            _server: server,
        };
        wait_for("the window manager", || {
            stage.try_xdotool(&["get_num_desktops"])
        });
        stage
    }

    /// A folder that goes away with the stage, for projects and articles.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The app's own folder (`COUNTERMARK_HOME`), fresh for each stage and kept from one start of the app to the next.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A command with the display and the folders of this stage, not yet started.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("COUNTERMARK_HOME", self.home())
            .env("HOME", self.folder.path())
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    /// Starts `program` and waits for its window, which then has the size `WINDOW` and the focus.
    pub fn start(&self, program: &str, arguments: &[&Path]) -> App<'_> {
        let log_path = self.folder.path().join("app.log");
        let log = File::options()
            .create(true)
            .append(true)
            .open(&log_path)
            .expect("log file");
        let child = self
            .command(program)
            .args(arguments)
            // Neither portal nor zenity: the app asks for paths in a field of its own, on every machine.
            .env("PATH", self.folder.path())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map(Guarded)
            .expect("the app starts");
        let mut app = App {
            stage: self,
            process: child,
            window: String::new(),
        };
        let pid = app.process.0.id().to_string();
        app.window = wait_for("the window", || {
            if let Some(status) = app.process.0.try_wait().expect("own child") {
                let log = std::fs::read_to_string(&log_path).unwrap_or_default();
                panic!("the app ended with {status} before it had a window:\n{log}");
            }
            let found = self.try_xdotool(&["search", "--onlyvisible", "--pid", &pid])?;
            found.lines().next().map(str::to_owned)
        });
        let (width, height) = (WINDOW.0.to_string(), WINDOW.1.to_string());
        app.xdotool(&["windowactivate", "--sync", &app.window]);
        app.xdotool(&["windowmove", &app.window, "0", "0"]);
        app.xdotool(&["windowsize", &app.window, &width, &height]);
        settle();
        app
    }

    /// Saves what the display shows as `target/e2e/NAME.png` and gives its path; `None` where that fails.
    fn screenshot(&self, name: &str) -> Option<PathBuf> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e");
        std::fs::create_dir_all(&folder).ok()?;
        let path = folder.join(format!("{name}.png"));
        let mut import = self.command("import");
        let status = import.args(["-window", "root"]).arg(&path).status().ok()?;
        status.success().then_some(path)
    }

    /// What the display shows: three bytes a pixel.
    fn picture(&self) -> Vec<u8> {
        let output = self
            .command("import")
            .args(["-window", "root", "-depth", "8", "rgb:-"])
            .output()
            .expect("import runs");
        assert!(output.status.success(), "no picture: {}", output.status);
        output.stdout
    }

    /// What `xdotool` prints; `None` where it fails or finds nothing.
    fn try_xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = self
            .command("xdotool")
            .args(arguments)
            .output()
            .expect("xdotool runs");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (output.status.success() && !text.is_empty()).then_some(text)
    }
}

/// The running app. Killed without warning when dropped, as by `kill -9`.
pub struct App<'a> {
    stage: &'a Stage,
    process: Guarded,
    window: String,
}

impl Drop for App<'_> {
    fn drop(&mut self) {
        if panicking()
            && let Some(path) = self.stage.screenshot("failed")
        {
            eprintln!("what the window showed: {}", path.display());
        }
    }
}

impl App<'_> {
    #[track_caller]
    fn xdotool(&self, arguments: &[&str]) {
        let output = self
            .stage
            .command("xdotool")
            .args(arguments)
            .output()
            .expect("xdotool runs");
        assert!(
            output.status.success(),
            "xdotool {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Presses keys one after the other, named as xdotool does: `1`, `ctrl+shift+z`, `Return`.
    pub fn keys(&self, keys: &[&str]) {
        let mut arguments = vec!["key", "--clearmodifiers", "--delay", "40"];
        arguments.extend(keys);
        self.xdotool(&arguments);
        settle();
    }

    /// Does something that changes at least so many pixels, and waits until they have changed.
    pub fn until_it_shows(&self, what: &str, n_pixels: usize, deed: impl FnOnce(&Self)) {
        let before = self.stage.picture();
        deed(self);
        wait_for(what, || {
            let now = self.stage.picture();
            let pixels = before.chunks_exact(3).zip(now.chunks_exact(3));
            (pixels.filter(|(a, b)| a != b).count() >= n_pixels).then_some(())
        });
    }

    /// The title of the window.
    pub fn title(&self) -> String {
        self.stage
            .try_xdotool(&["getwindowname", &self.window])
            .unwrap_or_default()
    }

    /// Types text into whatever has the focus.
    pub fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--clearmodifiers", "--delay", "40", text]);
        settle();
    }

    /// Moves the pointer to a place in the window, in pixels from its top left corner.
    pub fn point(&self, (x, y): (i32, i32)) {
        self.xdotool(&[
            "mousemove",
            "--window",
            &self.window,
            &x.to_string(),
            &y.to_string(),
        ]);
        sleep(Duration::from_millis(60));
    }

    /// Clicks `n_times` in quick succession.
    pub fn click(&self, place: (i32, i32), n_times: u8) {
        self.point(place);
        self.xdotool(&[
            "click",
            "--repeat",
            &n_times.to_string(),
            "--delay",
            "70",
            "1",
        ]);
        settle();
    }

    /// Drags with the left button, in steps as a hand does, with `modifier` (for example `ctrl`) held down.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32), modifier: Option<&str>) {
        const N_STEPS: i32 = 8;
        self.point(from);
        if let Some(key) = modifier {
            self.xdotool(&["keydown", key]);
        }
        self.xdotool(&["mousedown", "1"]);
        for step in 1..=N_STEPS {
            self.point((
                from.0 + (to.0 - from.0) * step / N_STEPS,
                from.1 + (to.1 - from.1) * step / N_STEPS,
            ));
        }
        self.xdotool(&["mouseup", "1"]);
        if let Some(key) = modifier {
            self.xdotool(&["keyup", key]);
        }
        settle();
    }

    /// `kill -9`: no chance to save anything.
    pub fn kill_without_warning(mut self) {
        self.process.0.kill().expect("running until now");
        self.process.0.wait().expect("own child");
    }

    /// Closes the window as a user does and waits for the process to end well.
    pub fn close(mut self) {
        self.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
        let status = wait_for("the app to end", || {
            self.process.0.try_wait().expect("own child")
        });
        assert!(status.success(), "the app ended with {status}");
    }
}
