//! Who is logged in.

/// Of a list of users so many bytes are read.
#[cfg(target_os = "linux")]
const MAX_PASSWD_BYTES: u64 = 16 << 20;

/// The login name, as the environment tells it, else as the system's list of users does; `None` where neither knows.
#[must_use]
pub fn login_name() -> Option<String> {
    let told = ["USER", "LOGNAME", "USERNAME"].iter();
    let mut told = told.filter_map(|name| std::env::var(name).ok());
    told.find_map(|name| sound_name(&name))
        .or_else(name_of_process)
}

fn sound_name(name: &str) -> Option<String> {
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// In whose name the process runs. The list is read as it stands: a service for the names of a network is not asked.
#[cfg(target_os = "linux")]
fn name_of_process() -> Option<String> {
    use super::file_system::{RealFs, read_regular};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    let uid = std::fs::metadata("/proc/self").ok()?.uid();
    let list = Path::new("/etc/passwd");
    let list = read_regular(
        &RealFs,
        list,
        MAX_PASSWD_BYTES,
        "cannot read the list of users",
    );
    name_in(&String::from_utf8_lossy(&list.ok()?), uid)
}

#[cfg(not(target_os = "linux"))]
fn name_of_process() -> Option<String> {
    None
}

/// The name of a number in a list of users: `NAME:PASSWORD:NUMBER:…`, one a line.
#[cfg(any(target_os = "linux", test))]
fn name_in(list: &str, uid: u32) -> Option<String> {
    let name = |line: &str| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(uid)).then(|| sound_name(name))?
    };
    list.lines().find_map(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_number() {
        let list = "# users\nroot:x:0:0:root:/root:/bin/sh\nbroken\n:x:7:7::/:\nada:x:1000:1000::/home/ada:/bin/sh\n";
        for (uid, name) in [(0, Some("root")), (1000, Some("ada")), (7, None), (8, None)] {
            assert_eq!(name_in(list, uid).as_deref(), name, "{uid}");
        }
    }
}
