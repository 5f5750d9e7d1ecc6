// Starts a program behind a guard: a small process of our own that outlives neither us nor lets any descendant of the
// program outlive it. In C because only C may run between fork and exec; everything after the fork calls nothing but
// system calls, for the parent may have threads.
#pragma once
#include <stdint.h>
#include <sys/types.h>

/// One file or folder that the program sees in the place of another, in a mount namespace of its own.
struct guard_mount {
    const char *shown;
    const char *place;
};

struct guard_plan {
    /// Looked for along PATH of `environment`'s owner, that is ours, when it has no slash.
    const char *program;
    /// NULL-terminated, the program's own name first.
    char *const *arguments;
    /// NULL-terminated, `NAME=value`.
    char *const *environment;
    /// NULL: where we are.
    const char *folder;
    const struct guard_mount *mounts;
    int mount_count;
};

/// What the parent holds of a guard.
struct guard_handle {
    pid_t guard;
    /// Written to: 't' asks all descendants to end (SIGTERM), 'k' ends them (SIGKILL). Closing it ends them too.
    int lifeline;
    /// Read from: struct guard_report, several.
    int reports;
    /// Read from: what the program writes to its standard streams.
    int output;
    int error;
};

enum guard_event {
    /// `value` is the program's process id.
    GUARD_STARTED = 1,
    /// `value` is errno, `detail` one of guard_step.
    GUARD_FAILED = 2,
    /// `value` is the status of wait(2). Descendants may go on.
    GUARD_EXITED = 3,
    /// No descendant is left. The numbers are of all of them together.
    GUARD_ENDED = 4,
};

enum guard_step { GUARD_NAMESPACE = 1, GUARD_MOUNT = 2, GUARD_FOLDER = 3, GUARD_EXEC = 4, GUARD_FORK = 5 };

struct guard_report {
    int32_t event;
    int32_t value;
    int32_t detail;
    /// Of the program: kibibytes that the largest process had in memory.
    int64_t peak_kibibytes;
    int64_t user_microseconds;
    int64_t system_microseconds;
    /// Through read(2), write(2) and their like, files and sockets alike; -1 where the system does not count.
    int64_t bytes_read;
    int64_t bytes_written;
};

/// Returns 0, or errno: then nothing was started.
int guard_start(const struct guard_plan *plan, struct guard_handle *handle);

/// Whether this process may make a mount namespace and change what it shows. Tried in a process that ends at once.
int guard_can_mount(void);
