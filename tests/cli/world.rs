//! A folder of its own for each test, and the program run in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error. The folder is written `DIR`.
    pub err: String,
}

impl Ran {
    /// Compares code, standard output and standard error.
    #[track_caller]
    pub fn check(&self, code: i32, out: &str, err: &str) {
        let found = (self.code, self.out.as_str(), self.err.as_str());
        assert_eq!(found, (Some(code), out, err));
    }

    /// The code is this, and standard error has these lines.
    #[track_caller]
    pub fn check_error(&self, code: i32, lines: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for line in lines {
            assert!(
                self.err.lines().any(|l| l == *line),
                "no line {line:?} in:\n{}",
                self.err
            );
        }
    }

    /// Done, with nothing on standard error; gives standard output.
    #[track_caller]
    pub fn done(&self) -> &str {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{self:?}");
        &self.out
    }
}

pub struct World {
    folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file into the folder, with the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countermark"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("COUNTERMARK_HOME", self.path("home"))
            .env("USER", "Ada Example")
            .env_remove("RUST_LOG")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs with `input` on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end without reading all of it.
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let feeder = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        let folder = self.folder.path().canonicalize().unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(folder.to_str().unwrap(), "DIR")
        };
        Ran {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// A project `p.json` of two articles, whose annotator is `ada-example`.
    pub fn with_project() -> Self {
        let world = Self::new();
        world.write(
            "articles/a.txt",
            "Bridge closes\n“We will not close it,” the port said. 🙂 Then it did.\n",
        );
        world.write("articles/b.txt", "Port reopens\nThe bridge is open.\n");
        let made = world.run(&["new", "articles", "-o", "p.json", "--title", "Harbour"]);
        made.check(0, "p.json: 2 articles, 101 characters\n", "");
        world
    }

    /// The id of the `i`-th document of `p.json`.
    pub fn document(&self, i: usize) -> String {
        self.json("p.json")["documents"][i]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// `edit` with its standard input held open.
pub struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Session {
    pub fn start(world: &World, arguments: &[&str]) -> Self {
        let mut child = world
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            input,
            output,
        }
    }

    /// Sends a line and waits for its answer.
    pub fn ask(&mut self, line: &str) -> String {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
        input.flush().unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }

    /// Ends it without a chance to do anything more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Closes its input and waits for its end.
    pub fn finish(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().unwrap().code()
    }
}
