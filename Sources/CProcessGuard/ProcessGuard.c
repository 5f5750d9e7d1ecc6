// See ProcessGuard.h. The guard waits for its lifeline and its children, and ends when there are neither.
#define _GNU_SOURCE
#include "ProcessGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// MARK: What the guard says

static void report(int descriptor, const struct guard_report *report) {
    // Smaller than PIPE_BUF, so it is written whole.
    while (write(descriptor, report, sizeof *report) < 0 && errno == EINTR) {}
}

static void report_event(int descriptor, enum guard_event event, int value, int detail) {
    struct guard_report what;
    memset(&what, 0, sizeof what);
    what.event = event;
    what.value = value;
    what.detail = detail;
    report(descriptor, &what);
}

static int64_t microseconds(struct timeval time) { return (int64_t)time.tv_sec * 1000000 + time.tv_usec; }

/// The number behind a name in /proc/self/io, where those of children that were waited for are counted in.
static int64_t counter(const char *text, const char *name) {
    const char *found = strstr(text, name);
    if (!found) return -1;
    int64_t value = 0;
    for (found += strlen(name); *found == ' '; found++) {}
    for (; *found >= '0' && *found <= '9'; found++) value = value * 10 + (*found - '0');
    return value;
}

static void report_end(int descriptor) {
    struct guard_report what;
    memset(&what, 0, sizeof what);
    what.event = GUARD_ENDED;
    what.bytes_read = what.bytes_written = -1;
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        what.user_microseconds = microseconds(usage.ru_utime);
        what.system_microseconds = microseconds(usage.ru_stime);
#ifdef __APPLE__
        what.peak_kibibytes = usage.ru_maxrss / 1024;
#else
        what.peak_kibibytes = usage.ru_maxrss;
#endif
    }
#ifdef __linux__
    char text[512];
    int file = open("/proc/self/io", O_RDONLY | O_CLOEXEC);
    ssize_t count = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0) close(file);
    if (count > 0) {
        text[count] = 0;
        what.bytes_read = counter(text, "rchar:");
        what.bytes_written = counter(text, "wchar:");
    }
#endif
    report(descriptor, &what);
}

// MARK: Who descends from the guard

#ifdef __linux__
enum { most_processes = 4096 };
struct process {
    pid_t id;
    pid_t parent;
    int is_ours;
};
static struct process processes[most_processes];

/// The fourth field of /proc/<id>/stat, behind the name in parentheses, which may hold anything.
static pid_t parent_of(const char *id) {
    char path[64] = "/proc/";
    char text[512];
    strncat(path, id, 20);
    strcat(path, "/stat");
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    char *behind = strrchr(text, ')');
    if (!behind || strlen(behind) < 5) return 0;
    return (pid_t)strtol(behind + 4, NULL, 10);
}

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int list_processes(void) {
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    static char buffer[32768] __attribute__((aligned(16)));
    int found = 0;
    long bytes;
    while ((bytes = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < bytes;) {
            struct entry *entry = (struct entry *)(buffer + at);
            at += entry->length;
            if (entry->name[0] < '1' || entry->name[0] > '9' || found == most_processes) continue;
            struct process process = {(pid_t)strtol(entry->name, NULL, 10), parent_of(entry->name), 0};
            processes[found++] = process;
        }
    }
    close(folder);
    return found;
}

/// A process that escaped from the group or made a session of its own is found all the same: whatever loses its parent
/// becomes a child of the guard.
static void signal_descendants(int number, pid_t program) {
    (void)program;
    int count = list_processes();
    pid_t self = getpid();
    for (int again = 1; again;) {
        again = 0;
        for (int i = 0; i < count; i++) {
            if (processes[i].is_ours) continue;
            int is_ours = processes[i].parent == self;
            for (int j = 0; j < count && !is_ours; j++) {
                is_ours = processes[j].is_ours && processes[j].id == processes[i].parent;
            }
            if (is_ours) processes[i].is_ours = again = 1;
        }
    }
    for (int i = 0; i < count; i++) {
        if (processes[i].is_ours) kill(processes[i].id, number);
    }
}
#else
static void signal_descendants(int number, pid_t program) { kill(-program, number); }
#endif

// MARK: Between fork and exec

/// All descriptors from 3 on but these, which are in ascending order.
static void close_others(const int *kept, int count) {
    int first = 3;
    for (int i = 0; i < count; i++) {
        for (int descriptor = first; descriptor < kept[i]; descriptor++) close(descriptor);
        first = kept[i] + 1;
    }
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    if (most < 0 || most > 65536) most = 65536;
    for (int descriptor = first; descriptor < most; descriptor++) close(descriptor);
}

/// A fork that runs no handlers of libraries: libuv's would close descriptors that it thinks are its own.
static pid_t fork_alone(void) {
#ifdef __linux__
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#else
    return fork();
#endif
}

static void forget_signals(void) {
    struct sigaction by_default;
    memset(&by_default, 0, sizeof by_default);
    by_default.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &by_default, NULL);
}

static int make_namespace(const struct guard_plan *plan, int *step) {
#ifdef __linux__
    *step = GUARD_NAMESPACE;
    if (unshare(CLONE_NEWNS) != 0) return errno;
    // Nothing that is mounted from here on may be seen outside.
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return errno;
    *step = GUARD_MOUNT;
    for (int i = 0; i < plan->mount_count; i++) {
        if (mount(plan->mounts[i].shown, plan->mounts[i].place, NULL, MS_BIND, NULL) != 0) return errno;
    }
    return 0;
#else
    (void)plan;
    *step = GUARD_NAMESPACE;
    return ENOSYS;
#endif
}

static void run_program(
    const struct guard_plan *plan, int lifeline, int reports, int output, int error, const sigset_t *mask) {
    close(lifeline);
#ifdef __linux__
    // Should the guard itself be killed.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(output, 1);
    dup2(error, 2);
    if (nothing > 2) close(nothing);
    close(output);
    close(error);
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (plan->folder && chdir(plan->folder) != 0) {
        report_event(reports, GUARD_FAILED, errno, GUARD_FOLDER);
        _exit(127);
    }
#ifdef __linux__
    execvpe(plan->program, plan->arguments, plan->environment);
#else
    execve(plan->program, plan->arguments, plan->environment);
#endif
    report_event(reports, GUARD_FAILED, errno, GUARD_EXEC);
    _exit(127);
}

// MARK: The guard

static void wake(int number) { (void)number; }

/// Takes back children that have ended.
///
/// - Returns: whether there are any left.
static int reap(pid_t program, int reports) {
    for (;;) {
        int status = 0;
        pid_t child = waitpid(-1, &status, WNOHANG);
        if (child == 0) return 1;
        if (child < 0 && errno == EINTR) continue;
        if (child < 0) return 0;
        if (child == program) report_event(reports, GUARD_EXITED, status, 0);
    }
}

/// Until a word comes, or a child ends, or 10 ms have passed while children are being killed.
static int wait_for_news(struct pollfd *poll_lifeline, int is_killing, const sigset_t *waiting) {
    // Whoever is being killed may be making children: looked at again until there are none.
#ifdef __linux__
    struct timespec again = {0, 10000000};
    return ppoll(poll_lifeline, is_killing ? 0 : 1, is_killing ? &again : NULL, waiting);
#else
    (void)waiting;
    return poll(poll_lifeline, is_killing ? 0 : 1, 10);
#endif
}

static void stand_guard(pid_t program, int lifeline, int reports, const sigset_t *waiting) {
    int is_killing = 0;
    while (reap(program, reports)) {
        struct pollfd news = {lifeline, POLLIN, 0};
        if (wait_for_news(&news, is_killing, waiting) > 0) {
            char word = 'k';
            ssize_t count = read(lifeline, &word, 1);
            if (count < 0 && errno == EINTR) continue;
            if (count == 1 && word == 't') {
                signal_descendants(SIGTERM, program);
                // One that is stopped would never hear it.
                signal_descendants(SIGCONT, program);
            } else {
                is_killing = 1;
            }
        }
        if (is_killing) signal_descendants(SIGKILL, program);
    }
}

static void guard(const struct guard_plan *plan, int lifeline, int reports, int output, int error) {
    setsid();
    // The parent's must not be kept open by us, its ports above all. Ours are moved away from those of libuv, for a fork
    // with its handlers; in ascending order, as the lowest free number is taken.
    int own[4] = {lifeline, reports, output, error};
    for (int i = 0; i < 4; i++) own[i] = fcntl(own[i], F_DUPFD_CLOEXEC, i == 0 ? 100 : own[i - 1]);
    close_others(own, 4);
    lifeline = own[0], reports = own[1], output = own[2], error = own[3];
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) dup2(nothing, i);
    if (nothing > 2) close(nothing);

    forget_signals();
    struct sigaction waking;
    memset(&waking, 0, sizeof waking);
    waking.sa_handler = wake;
    sigset_t none, children;
    sigemptyset(&none);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // Whoever kills us by our name must not kill the guard with us.
    prctl(PR_SET_NAME, "bridge-guard");
#endif
    int step = 0;
    int failure = plan->mount_count > 0 ? make_namespace(plan, &step) : 0;
    if (failure) {
        report_event(reports, GUARD_FAILED, failure, step);
        return;
    }
    pid_t program = fork_alone();
    if (program == 0) run_program(plan, lifeline, reports, output, error, &none);
    close(output);
    close(error);
    if (program < 0) {
        report_event(reports, GUARD_FAILED, errno, GUARD_FORK);
        return;
    }
    report_event(reports, GUARD_STARTED, program, 0);
    sigaction(SIGCHLD, &waking, NULL);
    // Ends come through the lifeline alone; only the children's end may interrupt the wait.
    sigfillset(&none);
    sigdelset(&none, SIGCHLD);
    stand_guard(program, lifeline, reports, &none);
    report_end(reports);
}

static int make_pipe(int ends[2]) {
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

int guard_start(const struct guard_plan *plan, struct guard_handle *handle) {
    int pipes[4][2];
    int failure = 0;
    int made = 0;
    for (; made < 4 && !failure; made++) failure = make_pipe(pipes[made]);
    if (failure) {
        for (int i = 0; i < made - 1; i++) close(pipes[i][0]), close(pipes[i][1]);
        return failure;
    }
    // No handler of ours may run in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork_alone();
    failure = child < 0 ? errno : 0;
    if (child == 0) {
        guard(plan, pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]);
        _exit(0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(pipes[0][0]);
    for (int i = 1; i < 4; i++) close(pipes[i][1]);
    if (failure) {
        close(pipes[0][1]);
        for (int i = 1; i < 4; i++) close(pipes[i][0]);
        return failure;
    }
    handle->guard = child;
    handle->lifeline = pipes[0][1];
    handle->reports = pipes[1][0];
    handle->output = pipes[2][0];
    handle->error = pipes[3][0];
    return 0;
}

int guard_can_mount(void) {
#ifdef __linux__
    pid_t child = fork_alone();
    if (child == 0) {
        int step = 0;
        struct guard_mount hosts = {"/etc/hosts", "/etc/hosts"};
        struct guard_plan plan;
        memset(&plan, 0, sizeof plan);
        plan.mounts = &hosts;
        plan.mount_count = 1;
        _exit(make_namespace(&plan, &step) == 0 ? 0 : 1);
    }
    if (child < 0) return 0;
    int status = 1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
#else
    return 0;
#endif
}
