# shellcheck shell=sh
# What ./run, ./test and .ci/run need before they build; sourced by them, POSIX sh.
# Looks first, installs only what is missing, and only where that needs no password.

PATH="$PATH:/usr/sbin:/sbin" # ldconfig lives there on Debian
missing_packages=''

say() {
    printf '%s\n' "$*" >&2
}

# Stops with a clear sentence unless the Rust in use is at least the one that Cargo.toml asks for.
need_rust() {
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    if ! command -v rustc >/dev/null 2>&1 || ! command -v cargo >/dev/null 2>&1; then
        say "error: no Rust was found; Countermark needs Rust $wanted or newer"
        say "help: install rustup as https://rustup.rs shows, then: rustup toolchain install $wanted"
        exit 1
    fi
    found=$(rustc --version | sed 's/^rustc \([0-9.]*\).*/\1/')
    oldest=$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)
    if [ "$oldest" != "$wanted" ]; then
        say "error: this is Rust $found; Countermark needs Rust $wanted or newer"
        if command -v rustup >/dev/null 2>&1; then
            say "help: rustup toolchain install $wanted && rustup override set $wanted"
        else
            say "help: install rustup as https://rustup.rs shows (Rust of the distribution is too old),"
            say "      then: rustup toolchain install $wanted && rustup override set $wanted"
        fi
        exit 1
    fi
}

# want_package PACKAGE: it will be installed by install_missing.
want_package() {
    case " $missing_packages " in
        *" $1 "*) ;;
        *) missing_packages="${missing_packages:+$missing_packages }$1" ;;
    esac
}

# want_library FILE PACKAGE: the package, unless the loader knows the file.
want_library() {
    # No pipe into `grep -q`: it stops reading, and with `pipefail` the broken pipe would look like a missing library.
    case $(ldconfig -p 2>/dev/null || true) in
        *"	$1 "*) ;;
        *) want_package "$2" ;;
    esac
}

# want_command COMMAND PACKAGE
want_command() {
    command -v "$1" >/dev/null 2>&1 || want_package "$2"
}

# want_file PACKAGE PATTERN…: the package, unless a file of one of the patterns is there.
want_file() {
    package=$1
    shift
    for file in "$@"; do
        [ -e "$file" ] && return 0
    done
    want_package "$package"
}

want_compiler() {
    # Linking a program shows at once whether compiler, linker and the C library's files are there.
    program=$(mktemp)
    if ! printf 'int main(void) { return 0; }\n' | cc -x c -o "$program" - >/dev/null 2>&1; then
        want_package gcc
        want_package libc6-dev
    fi
    rm -f "$program"
}

# What the window opens at run time: X11, keyboard, OpenGL, the system's fonts.
want_window_libraries() {
    want_library libX11.so.6 libx11-6
    want_library libX11-xcb.so.1 libx11-xcb1
    want_library libXcursor.so.1 libxcursor1
    want_library libXi.so.6 libxi6
    want_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
    want_library libEGL.so.1 libegl1
    want_library libfontconfig.so.1 libfontconfig1
    want_file libgl1-mesa-dri /usr/lib/*/dri/*_dri.so /usr/lib/dri/*_dri.so /usr/lib64/dri/*_dri.so /usr/lib/*/libgallium*.so
}

# Signs such as 🙂 in articles; the window brings no face for them.
want_emoji_font() {
    want_file fonts-noto-color-emoji /usr/share/fonts/*/*/*[Ee]moji*.[ot]tf /usr/share/fonts/*/*[Ee]moji*.[ot]tf "${HOME:-}"/.local/share/fonts/*[Ee]moji*.[ot]tf
}

# What tests with pictures draw on when there is no display and no graphics card.
want_software_vulkan() {
    want_library libvulkan.so.1 libvulkan1
    want_library libX11.so.6 libx11-6
    want_library libX11-xcb.so.1 libx11-xcb1
    want_library libfontconfig.so.1 libfontconfig1
    want_file mesa-vulkan-drivers /usr/share/vulkan/icd.d/lvp_icd*.json
}

# What the end-to-end test drives the window with.
want_virtual_display() {
    want_command Xvfb xvfb
    want_command openbox openbox
    want_command xdotool xdotool
    want_command import imagemagick
}

# What `python3 -m venv` needs.
want_python_environments() {
    python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || want_package python3-venv
}

# What the test uses that kills the program at every system call.
want_system_call_tracer() {
    want_command strace strace
}

# Installs what was found missing; where it may not, names the packages and gives 1.
install_missing() {
    [ -n "$missing_packages" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "note: these seem to be missing; their names on Debian and Ubuntu are: $missing_packages"
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root='env'
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root='sudo env'
    else
        say "error: system packages are missing, and installing them needs the administrator's password"
        say "help: sudo apt-get install --no-install-recommends $missing_packages"
        return 1
    fi
    say "Installing $missing_packages"
    # Word splitting is meant: a command and a list of packages.
    # shellcheck disable=SC2086
    $as_root DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 &&
        $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing_packages >&2 ||
        return 1
    missing_packages=''
}
