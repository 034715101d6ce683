// CPU time and memory of the contestant's process, as the kernel reports them.
//
// CPU time is the CPU clock of the process, in nanoseconds, of all threads including ended ones. The split into user and
// system mode comes from /proc/PID/stat, which the timer tick samples in steps of 10 ms. Only the ratio of the two is
// used, over seconds.
#ifndef METER_H
#define METER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

struct reading {
    int64_t at_ns;
    int64_t cpu_ns;
    long long user_ticks;
    long long system_ticks;
};

static int64_t clock_ns(clockid_t clock) {
    struct timespec time = {0, 0};
    clock_gettime(clock, &time); // 0 for a process that has exited
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t now_ns(void) {
    return clock_ns(CLOCK_MONOTONIC);
}

static void meter_ticks(pid_t pid, struct reading *reading) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int) pid);
    FILE *file = fopen(path, "r");
    size_t length = file == NULL ? 0 : fread(line, 1, sizeof line - 1, file);
    line[length] = 0;
    char *fields = strrchr(line, ')'); // the name before it may contain any character
    if (fields == NULL
        || sscanf(fields, ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lld %lld",
                  &reading->user_ticks, &reading->system_ticks) != 2) {
        reading->user_ticks = reading->system_ticks = 0;
    }
    if (file != NULL) {
        fclose(file);
    }
}

static struct reading meter_read(pid_t pid) {
    struct reading reading = {0};
    clockid_t clock;
    reading.at_ns = now_ns();
    if (clock_getcpuclockid(pid, &clock) == 0) {
        reading.cpu_ns = clock_ns(clock);
    }
    meter_ticks(pid, &reading);
    return reading;
}

// A size in /proc/PID/status in KiB, such as "VmRSS"; 0 if the process has exited.
static long long meter_memory(pid_t pid, const char *field) {
    char path[64], line[256], format[32];
    long long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    snprintf(format, sizeof format, "%s: %%lld", field);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL && sscanf(line, format, &kib) != 1) {
    }
    if (file != NULL) {
        fclose(file);
    }
    return kib;
}

#endif
