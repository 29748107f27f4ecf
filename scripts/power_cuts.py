#!/usr/bin/env python3
"""Cuts the power under `countermark edit`, again and again, and looks at what the next start finds.

Usage (as root, on Linux with loop devices): power_cuts.py BINARY [--file-system ext4|xfs|btrfs] [--cuts 100] [--seed 1]
`--where-possible`: says so and ends well where no image can be mounted.

A file system in an image file is mounted, a project lies on it, and edits are sent as fast as they are
acknowledged, with a save now and then. At a random moment the program is stopped and the image is copied: the copy
holds what had reached the device and nothing of what was still in the file system's memory. The copy is mounted,
which replays the file system's own journal, and must hold a project without a problem and with every edit that had
been acknowledged. The next cut goes on from there; every tenth begins anew.

What had reached the device but was not flushed survives here; a real disk may lose that too.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

# Size in MiB, and how the file system is made.
FILE_SYSTEMS = {
    "ext4": (64, ["mkfs.ext4", "-q", "-F"]),
    "xfs": (320, ["mkfs.xfs", "-q", "-f"]),
    "btrfs": (128, ["mkfs.btrfs", "-q", "-f"]),
}
ANEW_AFTER = 10
TEXT = "The harbour opens at noon, the port office says. " * 200


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, **options)


class Mounted:
    """An image file, mounted while the block runs."""

    def __init__(self, image, folder, file_system):
        # Two copies of one XFS or Btrfs have the same id.
        options = "loop,nouuid" if file_system == "xfs" else "loop"
        self.command = ["mount", "-t", file_system, "-o", options, image, folder]
        self.folder = folder

    def __enter__(self):
        run(*self.command)
        return self.folder

    def __exit__(self, *_):
        run("umount", self.folder)


class Session:
    """`countermark edit`, fed from a thread; counts what is acknowledged."""

    def __init__(self, binary, project, first, rng):
        self.process = subprocess.Popen(
            [binary, "edit", project], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.acknowledged = set()
        self.faults = []
        self.next = first
        self.save_every = rng.choice([3, 7, 20, 1000])
        self.thread = threading.Thread(target=self.feed, daemon=True)
        self.thread.start()

    def feed(self):
        try:
            while True:
                name = f"k{self.next}"
                at = self.next % (len(TEXT) - 10)
                lines = [{"do": "annotate", "document": "a", "label": "claim", "spans": [[at, at + 5]], "id": name}]
                if self.next % self.save_every == 0:
                    lines.append({"do": "save"})
                for line in lines:
                    self.process.stdin.write(json.dumps(line).encode() + b"\n")
                    self.process.stdin.flush()
                    answer = self.process.stdout.readline()
                    if not answer:
                        return
                    if "ack" not in json.loads(answer):
                        self.faults.append(answer.decode())
                        return
                    if line["do"] == "annotate":
                        self.acknowledged.add(name)
                self.next += 1
        except (BrokenPipeError, ValueError):
            return

    def stop(self):
        os.kill(self.process.pid, signal.SIGSTOP)
        # What was acknowledged before is read from the pipe meanwhile.
        time.sleep(0.02)
        return set(self.acknowledged)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.thread.join()


def new_project(binary, folder):
    article = folder / "a.txt"
    article.write_text("a\n\n" + TEXT)
    run(binary, "new", article, "-o", folder / "p.json", stdout=subprocess.DEVNULL)
    run("sync")


def look(binary, project):
    """The ids that the project holds with its journal; raises where it has problems."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run(binary, "check", project, **quiet)
    # Opened to write, so that the journal is replayed and saved.
    run(binary, "edit", project, input=b"", **quiet)
    return {a["id"] for a in json.loads(project.read_text())["annotations"]}


def can_mount(make, size, room):
    """Whether an image with this file system can be made and mounted here."""
    image, folder = room / "try.img", room / "try"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(size << 20)
    for command in [[*make, image], ["mount", "-o", "loop", image, folder], ["umount", folder]]:
        try:
            subprocess.run([str(c) for c in command], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return False
    image.unlink()
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--file-system", choices=FILE_SYSTEMS, default="ext4")
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--where-possible", action="store_true")
    args = parser.parse_args()
    binary = args.binary.resolve()
    rng = random.Random(args.seed)
    size, make = FILE_SYSTEMS[args.file_system]
    os.environ["COUNTERMARK_HOME"] = tempfile.mkdtemp()
    room = pathlib.Path(tempfile.mkdtemp(prefix="power_cuts_"))
    image, cut, folder = room / "disk.img", room / "cut.img", room / "disk"
    folder.mkdir()
    if args.where_possible and not can_mount(make, size, room):
        shutil.rmtree(room, ignore_errors=True)
        print(f"no image with {args.file_system} can be mounted here: nothing was tried")
        return
    known, n_all, n_lost = set(), 0, 0
    try:
        for i in range(args.cuts):
            if i % ANEW_AFTER == 0:
                image.unlink(missing_ok=True)
                with image.open("wb") as file:
                    file.truncate(size << 20)
                run(*make, image, stdout=subprocess.DEVNULL)
                with Mounted(image, folder, args.file_system):
                    new_project(binary, folder)
                known = set()
            with Mounted(image, folder, args.file_system):
                session = Session(binary, folder / "p.json", len(known) + 1_000_000 * (i % ANEW_AFTER), rng)
                time.sleep(rng.uniform(0.05, 0.6))
                acknowledged = session.stop()
                shutil.copyfile(image, cut)
                session.end()
                if session.faults:
                    sys.exit(f"cut {i}: an edit was refused: {session.faults[0]}")
            os.replace(cut, image)
            with Mounted(image, folder, args.file_system):
                found = look(binary, folder / "p.json")
            lost = (known | acknowledged) - found
            n_all += len(acknowledged)
            n_lost += len(lost)
            if lost:
                print(f"cut {i}: {len(lost)} acknowledged edits are gone, such as {min(lost)}")
            known = found
    finally:
        subprocess.run(["umount", folder], stderr=subprocess.DEVNULL)
        shutil.rmtree(room, ignore_errors=True)
    print(f"{args.file_system}: {args.cuts} cuts, {n_all} acknowledged edits, {n_lost} lost")
    sys.exit(1 if n_lost else 0)


if __name__ == "__main__":
    main()
