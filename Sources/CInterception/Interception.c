// See Interception.h. Static programs, and those that make system calls of their own (Go), are not reached this way.
#define _GNU_SOURCE
#include "Interception.h"

#ifdef __linux__
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define EXPORTED __attribute__((visibility("default")))

/// The address that stands for this name; NULL for a name that is none of ours.
static const char *address_for(const char *name) {
    const char *names = getenv("REALTIME_DOCTOR_INTERCEPT_HOSTS");
    const char *address = getenv("REALTIME_DOCTOR_INTERCEPT_ADDRESS");
    if (!name || !names || !address) return NULL;
    size_t length = strlen(name);
    // A name may be written with its last dot.
    if (length > 0 && name[length - 1] == '.') length--;
    while (*names) {
        size_t next = strcspn(names, ",");
        if (next == length && strncasecmp(names, name, length) == 0) return address;
        names += next + (names[next] == ',');
    }
    return NULL;
}

EXPORTED int getaddrinfo(
    const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(
        RTLD_NEXT, "getaddrinfo");
    const char *address = address_for(name);
    return real(address ? address : name, service, hints, found);
}

EXPORTED struct hostent *gethostbyname(const char *name) {
    static struct hostent *(*real)(const char *);
    if (!real) real = (struct hostent * (*)(const char *)) dlsym(RTLD_NEXT, "gethostbyname");
    const char *address = address_for(name);
    return real(address ? address : name);
}

EXPORTED int gethostbyname_r(
    const char *name, struct hostent *entry, char *buffer, size_t size, struct hostent **found, int *error) {
    static int (*real)(const char *, struct hostent *, char *, size_t, struct hostent **, int *);
    if (!real) real = (int (*)(const char *, struct hostent *, char *, size_t, struct hostent **, int *))dlsym(
        RTLD_NEXT, "gethostbyname_r");
    const char *address = address_for(name);
    return real(address ? address : name, entry, buffer, size, found, error);
}

EXPORTED int connect(int descriptor, const struct sockaddr *target, socklen_t size) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) real = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
    const char *address = getenv("REALTIME_DOCTOR_INTERCEPT_ADDRESS");
    const char *port = getenv("REALTIME_DOCTOR_INTERCEPT_PORT");
    struct in_addr ours;
    if (address && port && target && inet_pton(AF_INET, address, &ours) == 1) {
        if (target->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
            struct sockaddr_in copy;
            memcpy(&copy, target, sizeof copy);
            if (copy.sin_addr.s_addr == ours.s_addr && copy.sin_port == htons(443)) {
                copy.sin_port = htons((uint16_t)atoi(port));
                return real(descriptor, (const struct sockaddr *)&copy, sizeof copy);
            }
        }
        // What a resolver makes of it that was asked for IPv6 with AI_V4MAPPED.
        if (target->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6)) {
            struct sockaddr_in6 copy;
            memcpy(&copy, target, sizeof copy);
            if (IN6_IS_ADDR_V4MAPPED(&copy.sin6_addr) && memcmp(&copy.sin6_addr.s6_addr[12], &ours, 4) == 0 &&
                copy.sin6_port == htons(443)) {
                copy.sin6_port = htons((uint16_t)atoi(port));
                return real(descriptor, (const struct sockaddr *)&copy, sizeof copy);
            }
        }
    }
    return real(descriptor, target, size);
}
#endif
