// What the operating system says of the contestant's process.
//
// Its CPU time comes from the CPU clock of the process, which the scheduler keeps to the nanosecond for all threads,
// ended ones too. How that divides into user and system mode is known from /proc/PID/stat alone, in steps of 10 ms and
// sampled by the timer tick: good over seconds, so only the share is taken from there.
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
    clock_gettime(clock, &time); // of a process that is gone: 0, as in the difference to it nobody is interested
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
    char *fields = strrchr(line, ')'); // the name before it may hold anything
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

// A size out of /proc/PID/status in KiB, such as "VmRSS"; 0 when the process is gone.
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
